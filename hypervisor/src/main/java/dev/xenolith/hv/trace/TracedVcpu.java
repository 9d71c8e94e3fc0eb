package dev.xenolith.hv.trace;

import dev.xenolith.abi.layout.Abi;

/** What a trace needs to know of the vCPU that makes a hypercall. */
public interface TracedVcpu {
  /** Domain identifier. */
  int domainRaw();

  /** Index within the domain. */
  int vcpuRaw();

  /** Width of the guest. */
  Abi abi();

  /**
   * Copies guest memory through the vCPU's present page tables, without any effect on the guest.
   *
   * @return false if some of it is not mapped for reading; then nothing in {@code to} counts
   */
  boolean peek(long linear, byte[] to, int start, int length);
}
