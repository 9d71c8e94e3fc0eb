package dev.xenolith.hv.vectors;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A {@link UnitCase} while it is being made: starts as the pool has it, in flat segments. */
final class UnitDraft {
  static final int CODE_OFFSET = 0x100;

  final SplitMix random;
  final long[] gpr = new long[UnitCase.REGISTERS];
  final long[] image;
  final int[] selectors = new int[6];
  final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  final List<SiliconCase.Patch> patches = new ArrayList<>();
  int flags = 0x202;

  /** Arithmetic flags that are undefined afterwards. */
  int undefined;

  /** See {@link UnitCase#portable}. Addresses must come from registers below 2^32 then. */
  boolean portable;

  UnitDraft(long caseSeed) {
    random = new SplitMix(caseSeed);
    for (int i = 0; i < gpr.length; i++) {
      gpr[i] = UnitPool.register(caseSeed, i);
    }
    gpr[Draft.ESP] = Windows.STACK + Windows.PAGE;
    image = UnitPool.image(caseSeed);
    Arrays.fill(selectors, SiliconLdt.FLAT_DATA);
    selectors[SiliconCase.CS] = SiliconLdt.LONG_CODE;
  }

  void emit(int... values) {
    for (int value : values) {
      bytes.write(value);
    }
  }

  /** Sets control word, status word and tags. */
  void x87(int control, int status, int full) {
    image[UnitCase.X87] = control & 0xFFFF | (status & 0xFFFFL) << 16 | (full & 0xFFL) << 32;
  }

  /** Sets a register by its number in the stack. */
  void st(int index, long significand, int signExponent) {
    image[UnitCase.ST + 2 * index] = significand;
    image[UnitCase.ST + 2 * index + 1] = signExponent & 0xFFFF;
  }

  void mxcsr(int value) {
    image[UnitCase.MXCSR] = value;
  }

  void xmm(int index, long low, long high) {
    image[UnitCase.XMM + 2 * index] = low;
    image[UnitCase.XMM + 2 * index + 1] = high;
  }

  /** Puts bytes into memory, as far as the windows reach; at most 32 at once, four times. */
  void patch(int address, byte[] value) {
    if (patches.size() < 4 && Windows.holds(address)) {
      patches.add(new SiliconCase.Patch(address, value));
    }
  }

  UnitCase finish() {
    int[] low = new int[8];
    for (int i = 0; i < low.length; i++) {
      low[i] = (int) gpr[i];
    }
    var in = new SiliconCase.Registers(low, Windows.CODE + CODE_OFFSET, flags, selectors);
    byte[] insn = bytes.toByteArray();
    var base = new SiliconCase(in, insn, CODE_OFFSET, List.copyOf(patches), undefined);
    return new UnitCase(base, gpr, image, portable);
  }
}
