package dev.xenolith.hv.run;

import dev.xenolith.abi.call.HostedKernel;
import dev.xenolith.abi.call.Hypercall;
import dev.xenolith.abi.call.HypercallGate;
import dev.xenolith.abi.device.Coprocessor;
import dev.xenolith.abi.device.Drives;
import dev.xenolith.abi.layout.GuestBytes;
import dev.xenolith.abi.num.Vaddr;
import dev.xenolith.hv.domain.Vcpu;
import dev.xenolith.hv.domain.VcpuRunner;
import dev.xenolith.hv.hypercall.HypercallEntry;
import dev.xenolith.hv.hypercall.HypercallTable;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Runs a vCPU whose kernel is Java: boots it, enters it for events and for work from outside,
 * blocks it.
 */
public final class HostedRunner implements VcpuRunner, HypercallGate, HostedKernel.Mailbox {
  private final Vcpu vcpu;
  private final HostedKernel kernel;
  private final PhysicalCpu cpu;
  private final HypercallEntry entry;
  private final HostedMemory memory;
  private final ConcurrentLinkedQueue<Runnable> mailbox = new ConcurrentLinkedQueue<>();
  private Vaddr startInfo;
  private boolean booted;

  HostedRunner(Vcpu vcpu, HostedKernel kernel, HypercallTable table, PhysicalCpu cpu) {
    this.vcpu = vcpu;
    this.kernel = kernel;
    this.cpu = cpu;
    entry = new HypercallEntry(table, vcpu);
    memory = new HostedMemory(vcpu);
  }

  /** Where the kernel finds start_info when it boots. */
  public void setStartInfo(Vaddr address) {
    startInfo = address;
  }

  @Override
  public void run(long until) {
    try {
      if (!booted) {
        booted = true;
        kernel.boot(this, startInfo, this);
      }
      work();
    } catch (RuntimeException | Error e) {
      throw new IllegalStateException(
          "the hosted kernel of %s failed; its last hypercalls: %s"
              .formatted(vcpu, vcpu.recentCalls().lines(vcpu.abi())),
          e);
    }
    if (mailbox.isEmpty()) {
      vcpu.block();
    }
  }

  private void work() {
    // Bounded, so that a kernel that keeps itself busy leaves room for others.
    for (int rounds = 0; rounds < 64 && vcpu.isRunnable(); rounds++) {
      Runnable task = mailbox.poll();
      if (task != null) {
        task.run();
      }
      boolean due = vcpu.upcallPending() != 0;
      if (due) {
        vcpu.setUpcallMask(1);
        kernel.upcall();
        vcpu.setUpcallMask(0);
      }
      if (task == null && !due) {
        return;
      }
    }
  }

  /** A hosted kernel comes back by itself. */
  @Override
  public void interrupt() {}

  @Override
  public boolean hasOutsideWork() {
    return !mailbox.isEmpty();
  }

  @Override
  public void post(Runnable work) {
    mailbox.add(work);
    cpu.lookUp();
  }

  @Override
  public long hypercall(Hypercall op, long... args) {
    return entry.fromHosted(op, args);
  }

  @Override
  public GuestBytes memory() {
    return memory;
  }

  @Override
  public long tsc() {
    return vcpu.domain().xen().clock().tsc();
  }

  private void requireHardware() {
    if (!vcpu.domain().isPrivileged()) {
      throw new IllegalStateException(vcpu + " has no hardware");
    }
  }

  @Override
  public int in(int port) {
    requireHardware();
    return vcpu.domain().xen().ports().in(port);
  }

  @Override
  public void out(int port, int value) {
    requireHardware();
    vcpu.domain().xen().ports().out(port, value);
  }

  @Override
  public Drives drives() {
    requireHardware();
    return cpu.drives();
  }

  @Override
  public Coprocessor coprocessor() {
    requireHardware();
    return cpu.coprocessor();
  }
}
