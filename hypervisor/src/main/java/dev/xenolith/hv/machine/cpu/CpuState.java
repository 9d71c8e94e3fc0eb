package dev.xenolith.hv.machine.cpu;

/**
 * The registers of one vCPU. Registers of 32 bits are kept zero-extended. The engine keeps flags
 * lazily; {@link #rflags} always answers with the exact value.
 */
public final class CpuState {
  /** Indexes of the general registers, in the order of the instruction encoding. */
  public static final int RAX = 0;

  public static final int RCX = 1;
  public static final int RDX = 2;
  public static final int RBX = 3;
  public static final int RSP = 4;
  public static final int RBP = 5;
  public static final int RSI = 6;
  public static final int RDI = 7;

  /** Indexes of the segment registers, in the order of the instruction encoding. */
  public static final int ES = 0;

  public static final int CS = 1;
  public static final int SS = 2;
  public static final int DS = 3;
  public static final int FS = 4;
  public static final int GS = 5;

  private final long[] gpr = new long[16];
  private long rip;
  private long rflags = 2;
  private final int[] selectors = new int[6];
  private final long[] descriptors = new long[6];

  public long gpr(int index) {
    return gpr[index];
  }

  public void setGpr(int index, long value) {
    gpr[index] = value;
  }

  public long rip() {
    return rip;
  }

  public void setRip(long value) {
    rip = value;
  }

  public long rflags() {
    return rflags;
  }

  public void setRflags(long value) {
    rflags = value;
  }

  public int selector(int segment) {
    return selectors[segment];
  }

  /**
   * Sets a segment register with its hidden part, checking nothing: what ring 0 does from a trusted
   * table.
   */
  public void setSegment(int segment, int selector, long descriptor) {
    selectors[segment] = selector;
    descriptors[segment] = descriptor;
  }

  /** The descriptor the hidden part was loaded from, as 8 bytes. */
  public long descriptor(int segment) {
    return descriptors[segment];
  }
}
