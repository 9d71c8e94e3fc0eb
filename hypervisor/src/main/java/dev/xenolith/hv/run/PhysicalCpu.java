package dev.xenolith.hv.run;

import dev.xenolith.abi.call.HostedKernel;
import dev.xenolith.abi.device.Coprocessor;
import dev.xenolith.abi.device.Drives;
import dev.xenolith.hv.domain.Domain;
import dev.xenolith.hv.domain.Vcpu;
import dev.xenolith.hv.domain.Xen;
import dev.xenolith.hv.hypercall.HypercallTable;
import dev.xenolith.hv.sched.Scheduler;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BooleanSupplier;

/**
 * A simulated physical CPU: one host thread that runs the scheduler's choice of vCPU, fires timers,
 * and sleeps when there is nothing to do.
 */
public final class PhysicalCpu {
  /** How {@link #run} came to an end. */
  public enum End {
    /** The condition the caller waited for is true. */
    DONE,
    /** Somebody called {@link #stop}. */
    STOPPED,
    /** The control domain shut down. */
    MACHINE_DOWN,
    /** Nothing can ever happen again without something from outside. */
    IDLE
  }

  private final Xen xen;
  private final HypercallTable table;
  private final Queue<Runnable> deviceWork = new ConcurrentLinkedQueue<>();
  private Drives drives;
  private Coprocessor coprocessor;
  private volatile boolean outside;
  private volatile boolean stopping;
  private volatile Vcpu onCpu;

  /** The CPU of this machine. */
  public PhysicalCpu(Xen xen, HypercallTable table) {
    this.xen = xen;
    this.table = table;
  }

  /** Builds the machine's drives in. */
  public void setDrives(Drives newDrives) {
    drives = newDrives;
  }

  Drives drives() {
    return drives;
  }

  /** Builds in what works for domain 0 on the host. */
  public void setCoprocessor(Coprocessor newCoprocessor) {
    coprocessor = newCoprocessor;
  }

  Coprocessor coprocessor() {
    return coprocessor;
  }

  /** Gives a vCPU what it needs to run machine code. */
  public void attach(Vcpu vcpu) {
    vcpu.setRunner(new MachineCodeRunner(vcpu, table, this));
  }

  /** Makes a vCPU run a kernel written in Java. */
  public HostedRunner attach(Vcpu vcpu, HostedKernel kernel) {
    HostedRunner runner = new HostedRunner(vcpu, kernel, table, this);
    vcpu.setRunner(runner);
    return runner;
  }

  /**
   * Has a device's work done between two slices of any vCPU, soon. May be called from any thread.
   */
  public void post(Runnable work) {
    deviceWork.add(work);
    lookUp();
  }

  /** Makes the CPU look up soon. May be called from any thread. */
  public void lookUp() {
    outside = true;
    Vcpu running = onCpu;
    if (running != null) {
      running.runner().interrupt();
    }
    xen.clock().wakeUp();
  }

  /** Makes {@link #run} return soon. May be called from any thread. */
  public void stop() {
    stopping = true;
    lookUp();
  }

  /** Whether something from outside waits to be looked at. */
  boolean outsideWaits() {
    return outside;
  }

  /**
   * Runs the machine on the calling thread.
   *
   * @param done asked between two slices of any vCPU
   * @param waitForOutside whether to sleep when only something from outside can go on; otherwise
   *     that ends with {@link End#IDLE}
   */
  public End run(BooleanSupplier done, boolean waitForOutside) {
    while (true) {
      if (outside) {
        outside = false;
        doDeviceWork();
        wakeHosted();
      }
      if (stopping) {
        stopping = false;
        return leave(End.STOPPED);
      }
      if (xen.machineStopped() != null) {
        return leave(End.MACHINE_DOWN);
      }
      if (done.getAsBoolean()) {
        return leave(End.DONE);
      }
      xen.domains().reap();
      xen.timers().runExpired();
      xen.takeReschedule();
      Scheduler.Choice choice = xen.scheduler().choose(xen.clock().now());
      if (choice.vcpu() == null) {
        switchTo(null);
        long until = Math.min(choice.until(), xen.timers().nextDeadline());
        if (until == Long.MAX_VALUE && !waitForOutside && !outside) {
          return End.IDLE;
        }
        xen.clock().idleUntil(until);
      } else {
        Vcpu vcpu = (Vcpu) choice.vcpu();
        switchTo(vcpu);
        vcpu.runner().run(choice.until());
      }
    }
  }

  private End leave(End end) {
    switchTo(null);
    return end;
  }

  private void switchTo(Vcpu next) {
    Vcpu previous = onCpu;
    if (previous == next) {
      return;
    }
    if (previous != null) {
      previous.setRunning(false);
    }
    onCpu = next;
    xen.setCurrent(next);
    if (next != null) {
      next.processor().setSegmentsStale(true);
      next.setRunning(true);
    }
  }

  private void doDeviceWork() {
    for (Runnable work = deviceWork.poll(); work != null; work = deviceWork.poll()) {
      work.run();
    }
  }

  private void wakeHosted() {
    for (Domain domain : xen.domains().all()) {
      for (Vcpu vcpu : domain.vcpus()) {
        if (vcpu.runner() != null && vcpu.runner().hasOutsideWork()) {
          vcpu.unblock();
        }
      }
    }
  }
}
