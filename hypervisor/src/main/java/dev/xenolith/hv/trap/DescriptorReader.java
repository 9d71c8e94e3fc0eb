package dev.xenolith.hv.trap;

import dev.xenolith.hv.machine.cpu.CpuState;
import dev.xenolith.hv.machine.cpu.LinearMemory;

/** Reads segment descriptors from a vCPU's tables, as ring 0 would. */
public interface DescriptorReader {
  /**
   * Answered for a selector outside its table, or whose table cannot be read. Its present bit is
   * clear.
   */
  long NONE = 0;

  /** The 8 bytes of the descriptor a selector names, or {@link #NONE}. */
  long read(int selector);

  /** Base address of a segment. */
  static long base(long descriptor) {
    return descriptor >>> 16 & 0xFFFFFF | descriptor >>> 32 & 0xFF000000L;
  }

  /**
   * Last valid offset (first invalid minus one; before the valid range of an expand-down segment).
   */
  static long limit(long descriptor) {
    long raw = descriptor & 0xFFFF | descriptor >>> 32 & 0xF0000;
    return (descriptor >>> 55 & 1) != 0 ? raw << 12 | 0xFFF : raw;
  }

  static boolean isPresent(long descriptor) {
    return (descriptor >>> 47 & 1) != 0;
  }

  /** Whether it is a code or data segment rather than a system descriptor. */
  static boolean isSegment(long descriptor) {
    return (descriptor >>> 44 & 1) != 0;
  }

  static boolean isCode(long descriptor) {
    return isSegment(descriptor) && (descriptor >>> 43 & 1) != 0;
  }

  /** Expand-down for data, conforming for code. */
  static boolean isExpandDownOrConforming(long descriptor) {
    return (descriptor >>> 42 & 1) != 0;
  }

  /** Writable for data, readable for code. */
  static boolean isWritableOrReadable(long descriptor) {
    return (descriptor >>> 41 & 1) != 0;
  }

  static int dpl(long descriptor) {
    return (int) (descriptor >>> 45 & 3);
  }

  /** Whether addresses and operands have 32 bits by default. */
  static boolean isBig(long descriptor) {
    return (descriptor >>> 54 & 1) != 0;
  }

  static boolean isLong(long descriptor) {
    return (descriptor >>> 53 & 1) != 0;
  }

  /** Whether ring 0 could load it into a data segment register with this selector. */
  static boolean isLoadableAsData(long descriptor, int selector) {
    if (!isSegment(descriptor) || !isPresent(descriptor)) {
      return false;
    }
    if (isCode(descriptor)) {
      boolean conforming = isExpandDownOrConforming(descriptor);
      return isWritableOrReadable(descriptor) && (conforming || dpl(descriptor) >= (selector & 3));
    }
    return dpl(descriptor) >= (selector & 3);
  }

  /** Bytes of one stack push and the like: a number written as supervisor. */
  static boolean writeU32(LinearMemory memory, long linear, int value, byte[] scratch) {
    for (int i = 0; i < 4; i++) {
      scratch[i] = (byte) (value >>> 8 * i);
    }
    return memory.write(linear, scratch, 0, 4) == 0;
  }

  /** The CPL of a vCPU. */
  static int cpl(CpuState cpu) {
    return cpu.selector(CpuState.CS) & 3;
  }
}
