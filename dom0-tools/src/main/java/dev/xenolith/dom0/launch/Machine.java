package dev.xenolith.dom0.launch;

import dev.xenolith.abi.call.HostedKernel;
import dev.xenolith.hv.Hypervisor;
import dev.xenolith.hv.HypervisorConfig;
import dev.xenolith.hv.trace.Trace;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** A machine with a hypervisor and domain 0, run by a thread of its own until it is closed. */
public final class Machine implements AutoCloseable {
  /** Memory besides the guests': domain 0's own and the hypervisor's tables. */
  private static final int OVERHEAD_MIB = 64;

  private static final int CONTROL_DOMAIN_MIB = 16;

  /** How the machine's time passes. */
  public enum Time {
    /** With the host's clock. */
    REAL,
    /** With the instructions retired: two runs are alike. */
    VIRTUAL
  }

  private final Hypervisor hypervisor;
  private final Thread processor;
  private final Time time;
  private long ranNanos;
  private final CompletableFuture<Void> stopped = new CompletableFuture<>();

  private Machine(Hypervisor hypervisor, Time time) {
    this.time = time;
    this.hypervisor = hypervisor;
    processor = new Thread(this::run, "pcpu0");
    processor.setDaemon(true);
  }

  /**
   * Switches a machine on.
   *
   * @param guestMib memory for guests, in MiB; what nobody touches costs nothing
   * @param trace is given the machine's trace before anything runs
   */
  public static Machine start(
      HostedKernel domain0, int guestMib, Time time, Consumer<Trace> trace) {
    HypervisorConfig base =
        time == Time.VIRTUAL ? HypervisorConfig.virtualTime() : HypervisorConfig.realTime();
    HypervisorConfig config =
        base.withMemoryMib(guestMib + OVERHEAD_MIB).withControlDomainMib(CONTROL_DOMAIN_MIB);
    Machine machine = new Machine(Hypervisor.boot(config, domain0), time);
    trace.accept(machine.hypervisor.trace());
    machine.processor.start();
    return machine;
  }

  private void run() {
    long from = System.nanoTime();
    try {
      hypervisor.run();
      stopped.complete(null);
    } catch (RuntimeException | Error e) {
      stopped.completeExceptionally(e);
    } finally {
      ranNanos = System.nanoTime() - from;
    }
  }

  /** Completes when the machine has stopped; exceptionally when a bug of ours stopped it. */
  public CompletableFuture<Void> stopped() {
    return stopped;
  }

  /** The hypervisor's log, oldest line first, as {@code xl dmesg} prints it. */
  public List<String> log() {
    return hypervisor.log().lines();
  }

  /** Stops the machine for good and tells what it has used. */
  public MachineUse halt() {
    hypervisor.stop();
    boolean interrupted = false;
    while (processor.isAlive()) {
      try {
        processor.join();
      } catch (InterruptedException e) {
        interrupted = true; // memory may be freed only when nobody runs on it
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    // In virtual time the CPU's thread never waits.
    long idle = time == Time.REAL ? hypervisor.idleNanos() : 0;
    return new MachineUse(hypervisor.retired(), ranNanos - idle, hypervisor.residentBytes());
  }

  /** Stops the machine and frees its memory. */
  @Override
  public void close() {
    halt();
    hypervisor.close();
  }
}
