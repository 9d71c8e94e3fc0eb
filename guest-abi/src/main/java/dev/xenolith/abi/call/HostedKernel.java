package dev.xenolith.abi.call;

import dev.xenolith.abi.num.Vaddr;

/**
 * A guest kernel written in Java, run as an ordinary vCPU: the scheduler picks it, it handles what
 * is pending and blocks. Domain 0 is one. What it calls returns, SCHEDOP_shutdown too: it then
 * returns itself and is not entered again.
 *
 * <p>Its methods run on the simulated physical CPU and never wait for the host: slow work goes to
 * another thread and comes back through {@link Mailbox}.
 */
public interface HostedKernel {
  /** First entry, with the address of start_info as a machine-code kernel finds it in (e/r)si. */
  void boot(HypercallGate gate, Vaddr startInfo, Mailbox mailbox);

  /**
   * Entered when an event is pending and the upcall mask is clear; masks as the event callback of a
   * machine-code kernel would. On return the vCPU blocks (SCHEDOP_block).
   */
  void upcall();

  /**
   * Hardware of domain 0: work from other threads of the host. It arrives as an interrupt does, so
   * it runs on the kernel's vCPU, between two of its upcalls.
   */
  interface Mailbox {
    /** Queues work for the kernel's vCPU and wakes it. May be called from any thread. */
    void post(Runnable work);
  }
}
