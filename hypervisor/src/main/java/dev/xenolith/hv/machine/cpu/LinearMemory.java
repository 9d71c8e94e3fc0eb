package dev.xenolith.hv.machine.cpu;

/**
 * Linear memory as one vCPU's page tables show it, for whoever runs in ring 0 (the hypervisor
 * copying arguments in and out). Faults are values: a page-fault error code, never an exception.
 * Segmentation is not applied.
 */
public interface LinearMemory {
  /** What is wanted of an address. */
  enum Access {
    READ,
    WRITE,
    EXECUTE
  }

  /** Returned by {@link #translate} when the walk faults. */
  long FAULT = -1;

  /**
   * Walks the tables (through the TLB where it helps), setting accessed and dirty bits as silicon
   * would.
   *
   * @param user whether the access is made from CPL 3; otherwise it is a supervisor access with WP
   *     set
   * @return the machine address, or {@link #FAULT} with {@link #faultCode} telling why
   */
  long translate(long linear, Access access, boolean user);

  /** Error code of the last translation that failed (SDM vol. 3, 4.7). */
  int faultCode();

  /** Address of the first byte that could not be reached in the last access that failed. */
  long faultAddress();

  /**
   * Copies out of guest memory, as supervisor.
   *
   * @return how many bytes could NOT be copied; 0 for success
   */
  int read(long linear, byte[] to, int start, int length);

  /**
   * Copies into guest memory, as supervisor.
   *
   * @return how many bytes could NOT be copied; 0 for success
   */
  int write(long linear, byte[] from, int start, int length);
}
