package dev.xenolith.hv.vectors;

/**
 * Chooses memory operands: an address worth trying, and a modrm byte with registers that lead
 * there.
 */
final class AddressMaker {
  private AddressMaker() {}

  /** An offset into a segment at which an access of this many bytes is to be made. */
  static int offset(Draft d, int segment, int size) {
    SplitMix random = d.random;
    int selector = d.selector(segment);
    if (selector <= 3) {
      return random.below(0x2000);
    }
    int base = SiliconLdt.base(selector);
    int limit = SiliconLdt.limit(selector);
    if (base == 0) {
      return flat(random, size);
    }
    int kind = random.below(100);
    if (kind < 25) {
      return limit + 1 - size + random.below(9) - 4;
    }
    if (kind < 30) {
      return limit + 1 + random.below(size + 4);
    }
    if (base == Windows.DATA - 0x8000) {
      return 0x8000 + random.below(0x2000);
    }
    return kind < 90 ? random.below(0x1FF0) : random.below(0x3010) - 0x10;
  }

  private static int flat(SplitMix random, int size) {
    if (random.percent(1)) {
      return -1 - random.below(size + 2); // around the end of the address space
    }
    int kind = random.below(100);
    if (kind < 60) {
      return Windows.DATA + (random.below(0x1FC0) & -4);
    }
    if (kind < 75) {
      return Windows.DATA + random.below(0x1FC0);
    }
    int edge =
        switch (kind % 8) {
          case 0, 1 -> Windows.DATA + Windows.PAGE;
          case 2 -> Windows.DATA + Windows.DATA_WRITABLE;
          case 3 -> Windows.DATA + Windows.DATA_SIZE;
          case 4 -> Windows.DATA;
          case 5 -> Windows.DATA + Windows.DATA_WRITABLE + 4 + random.below(0x800);
          case 6 -> Windows.STACK + random.below(0x1FC0);
          default -> Windows.CODE + random.below(0x1FC0);
        };
    return edge - size + random.below(2 * size + 1);
  }

  /** A segment for data to go through, given how wide addresses are: 16-bit ones need a base. */
  static int dataSelector(SplitMix random, int addressSize) {
    if (random.percent(2)) {
      return 0;
    }
    if (addressSize == 4 && random.percent(70)) {
      return random.percent(85) ? SiliconLdt.FLAT_DATA : SiliconLdt.selector(20);
    }
    if (random.percent(50)) {
      return SiliconLdt.selector(random.oneOf(1, 23));
    }
    return SiliconLdt.selector(random.oneOf(1, 2, 2, 3, 4, 4, 5, 5, 6, 8, 10, 18, 20, 22, 23));
  }

  /**
   * Emits modrm (and what belongs to it) for a memory operand of this many bytes, setting registers
   * so that it leads to an address chosen here.
   */
  static void memory(Draft d, int reg, int size) {
    if (d.addressSize == 2) {
      memory16(d, reg, size);
    } else {
      memory32(d, reg, size);
    }
    d.inMemory = true;
  }

  private static int segmentOf(Draft d, boolean stackBased) {
    if (d.override >= 0) {
      return d.override;
    }
    return stackBased ? SiliconCase.SS : SiliconCase.DS;
  }

  private static void memory32(Draft d, int reg, int size) {
    SplitMix random = d.random;
    int mod = random.below(3);
    int rm = random.below(8);
    int scale = 0;
    int index = -1;
    int base = rm;
    if (rm == 4) {
      scale = random.below(4);
      index = random.below(8);
      base = random.below(8);
      index = index == 4 || index == base ? -1 : index;
    }
    boolean bare = mod == 0 && base == 5;
    base = bare ? -1 : base;
    int segment = segmentOf(d, base == Draft.ESP || base == Draft.EBP);
    int offset = offset(d, segment, size);
    int displacement = mod == 1 ? (byte) random.nextInt() : mod == 2 ? StatePool.value(random) : 0;
    int scaled = index < 0 ? 0 : d.gpr[index] << scale;
    if (base < 0) {
      displacement = offset - scaled;
    } else if (mod == 2 && random.percent(50)) {
      displacement = offset - scaled - d.gpr[base];
    } else {
      d.gpr[base] = offset - scaled - displacement;
    }
    d.emit(mod << 6 | reg << 3 | rm);
    if (rm == 4) {
      d.emit(scale << 6 | (index < 0 ? 4 : index) << 3 | (base < 0 ? 5 : base));
    }
    d.emit(displacement, mod == 1 ? 1 : mod == 2 || base < 0 ? 4 : 0);
    d.target = SiliconLdt.base(d.selector(segment)) + offset;
  }

  private static void memory16(Draft d, int reg, int size) {
    SplitMix random = d.random;
    int mod = random.below(3);
    int rm = random.below(8);
    int[] bases = {
      Draft.EBX, Draft.EBX, Draft.EBP, Draft.EBP, Draft.ESI, Draft.EDI, Draft.EBP, Draft.EBX
    };
    int[] indexes = {Draft.ESI, Draft.EDI, Draft.ESI, Draft.EDI, -1, -1, -1, -1};
    boolean bare = mod == 0 && rm == 6;
    int base = bare ? -1 : bases[rm];
    int segment = segmentOf(d, base == Draft.EBP);
    int offset = offset(d, segment, size) & 0xFFFF;
    int displacement = mod == 1 ? (byte) random.nextInt() : mod == 2 ? random.nextInt() : 0;
    int indexed = indexes[rm] < 0 ? 0 : d.gpr[indexes[rm]];
    if (bare) {
      displacement = offset;
    } else {
      d.setAddress(base, offset - indexed - displacement);
    }
    d.emit(mod << 6 | reg << 3 | rm);
    d.emit(displacement, mod == 1 ? 1 : mod == 2 || bare ? 2 : 0);
    d.target = SiliconLdt.base(d.selector(segment)) + offset;
  }
}
