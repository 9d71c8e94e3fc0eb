package dev.xenolith.hv.machine.cpu;

/** A segment register: the visible selector and the hidden base, limit and attributes. */
public final class SegmentRegister {
  /** Attribute bits, as bits 40 to 55 of a descriptor. */
  public static final int TYPE = 0xF;

  public static final int ACCESSED = 1;

  /** Data: writable. Code: readable. */
  public static final int READ_WRITE = 2;

  /** Data: expand-down. Code: conforming. */
  public static final int DOWN_CONFORMING = 4;

  public static final int CODE = 8;

  /** Code or data, not a system segment. */
  public static final int USER_TYPE = 0x10;

  public static final int PRESENT = 0x80;
  public static final int LONG = 0x2000;
  public static final int BIG = 0x4000;
  public static final int GRANULAR = 0x8000;

  private static final int ATTRIBUTES_SHIFT = 40;
  private static final int ATTRIBUTES_MASK = 0xF0FF;
  private static final long FLAT_LIMIT = 0xFFFFFFFFL;

  private int selector;
  private long base;
  private long limit;
  private int attributes;
  private long descriptor;

  /**
   * Loads the hidden part from a descriptor of 8 bytes, checking nothing. Descriptor 0 makes the
   * register null.
   */
  public void load(int newSelector, long newDescriptor) {
    selector = newSelector & 0xFFFF;
    descriptor = newDescriptor;
    base = baseOf(newDescriptor);
    limit = limitOf(newDescriptor);
    attributes = attributesOf(newDescriptor);
  }

  /** Sets every part: for LDTR and TR, whose bases have 64 bits. */
  public void set(int newSelector, long newBase, long newLimit, int newAttributes) {
    selector = newSelector & 0xFFFF;
    descriptor = 0;
    base = newBase;
    limit = newLimit;
    attributes = newAttributes;
  }

  /** The base address in a descriptor of 8 bytes. */
  public static long baseOf(long descriptor) {
    return descriptor >>> 16 & 0xFFFFFF | descriptor >>> 32 & 0xFF000000L;
  }

  /** The limit in a descriptor of 8 bytes, in bytes. */
  public static long limitOf(long descriptor) {
    long units = descriptor & 0xFFFF | descriptor >>> 32 & 0xF0000;
    return (attributesOf(descriptor) & GRANULAR) == 0 ? units : units << 12 | 0xFFF;
  }

  /** The attributes in a descriptor of 8 bytes, as {@link CpuState} describes them. */
  public static int attributesOf(long descriptor) {
    return (int) (descriptor >>> ATTRIBUTES_SHIFT) & ATTRIBUTES_MASK;
  }

  /** The selector. */
  public int selector() {
    return selector;
  }

  /** Replaces the selector alone. */
  public void setSelector(int value) {
    selector = value & 0xFFFF;
  }

  /** The base address. */
  public long base() {
    return base;
  }

  /** Replaces the base alone: what WRMSR to FS_BASE and GS_BASE does. */
  public void setBase(long value) {
    base = value;
  }

  /** Offset of the last byte (of the last byte below the segment, for expand-down). */
  public long limit() {
    return limit;
  }

  /** The attributes, as {@link CpuState} describes them. */
  public int attributes() {
    return attributes;
  }

  /** The descriptor this was loaded from; 0 if it was not loaded from one. */
  public long descriptor() {
    return descriptor;
  }

  /** Whether it holds a segment that may be used at all. */
  public boolean usable() {
    return (attributes & PRESENT) != 0;
  }

  /** The descriptor's privilege level. */
  public int dpl() {
    return attributes >>> 5 & 3;
  }

  /** The L bit. */
  public boolean longMode() {
    return (attributes & LONG) != 0;
  }

  /** The D or B bit. */
  public boolean big() {
    return (attributes & BIG) != 0;
  }

  /**
   * Whether it is a readable and writable data segment over the whole 4 GiB, so that nothing is
   * left to check.
   */
  public boolean flatData() {
    int want = PRESENT | USER_TYPE | READ_WRITE;
    return base == 0
        && limit == FLAT_LIMIT
        && (attributes & (want | CODE | DOWN_CONFORMING)) == want;
  }
}
