package dev.xenolith.hv.evtchn;

import dev.xenolith.abi.num.VcpuId;

/**
 * The part of event channels the guest sees in its memory. A domain starts with the two-level ABI
 * and may change to the FIFO ABI.
 */
public interface PortOps {
  /** How many ports the ABI can express, port 0 included. */
  int maxPorts();

  /**
   * Marks the port pending and, if it is not masked, asks for an upcall on the vCPU.
   *
   * @return false if the port was pending already, or cannot be seen pending yet
   */
  boolean setPending(int port, VcpuId notify);

  /** Forgets a pending event, when the port is closed. */
  void clearPending(int port);

  /** Clears the mask and delivers what was waiting behind it. */
  void unmask(int port, VcpuId notify);

  /** Whether the port is pending. */
  boolean isPending(int port);

  /** Whether the port is masked. */
  boolean isMasked(int port);

  /** Whether the guest has yet to take the port off a queue, so that it cannot be used anew. */
  boolean isBusy(int port);
}
