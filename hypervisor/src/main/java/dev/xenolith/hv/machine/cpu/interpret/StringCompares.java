package dev.xenolith.hv.machine.cpu.interpret;

import dev.xenolith.hv.machine.cpu.Alu;
import dev.xenolith.hv.machine.cpu.CpuState;
import dev.xenolith.hv.machine.cpu.Rflags;
import dev.xenolith.hv.machine.cpu.decode.Insn;
import dev.xenolith.hv.machine.cpu.decode.Op;

/** PCMPESTRI and its like (SDM vol. 2, 4.1). */
final class StringCompares {
  private static final int WORDS = 1;
  private static final int SIGNED = 2;
  private static final int EQUAL_ANY = 0;
  private static final int RANGES = 1;
  private static final int EQUAL_EACH = 2;
  private static final int NEGATIVE = 0x10;
  private static final int MASKED = 0x20;

  /** The most significant match; in a mask: elements instead of bits. */
  private static final int OTHER_RESULT = 0x40;

  private final VectorUnit unit;
  private final Alu alu;
  private final int[] first = new int[16];
  private final int[] second = new int[16];
  private int elements;
  private int firstLength;
  private int secondLength;

  StringCompares(VectorUnit unit, Alu alu) {
    this.unit = unit;
    this.alu = alu;
  }

  int compare(Insn insn) {
    unit.checkSse();
    unit.read(insn, 1, false);
    int control = (int) insn.imm();
    int at = 2 * insn.register(0);
    elements = (control & WORDS) != 0 ? 8 : 16;
    take(first, unit.xmm[at], unit.xmm[at + 1], control);
    take(second, unit.low, unit.high, control);
    lengths(insn);
    int all = (1 << elements) - 1;
    int result = aggregate(control >>> 2 & 3);
    if ((control & NEGATIVE) != 0) {
      result ^= (control & MASKED) != 0 ? (1 << secondLength) - 1 : all;
    }
    boolean index = insn.op() == Op.PCMPESTRI || insn.op() == Op.PCMPISTRI;
    if (index) {
      unit.operands.setGpr(CpuState.RCX, 32, index(result, control));
    } else {
      mask(result, control);
    }
    int flags = result != 0 ? Rflags.CF : 0;
    flags |= secondLength < elements ? Rflags.ZF : 0;
    flags |= firstLength < elements ? Rflags.SF : 0;
    alu.setFlags(flags | ((result & 1) != 0 ? Rflags.OF : 0));
    return Outcome.NEXT;
  }

  private void take(int[] to, long low, long high, int control) {
    int bits = 128 / elements;
    for (int i = 0; i < elements; i++) {
      long word = i < elements / 2 ? low : high;
      int value = (int) (word >>> bits * i) & (1 << bits) - 1;
      boolean signed = (control & SIGNED) != 0;
      to[i] = signed ? value << 32 - bits >> 32 - bits : value;
    }
  }

  private void lengths(Insn insn) {
    if (insn.op() == Op.PCMPESTRI || insn.op() == Op.PCMPESTRM) {
      int bits = insn.operandSize() == 64 ? 64 : 32;
      firstLength = explicit(unit.operands.gpr(CpuState.RAX, bits), bits);
      secondLength = explicit(unit.operands.gpr(CpuState.RDX, bits), bits);
    } else {
      firstLength = implicit(first);
      secondLength = implicit(second);
    }
  }

  /** The magnitude of a register, cut to what there is. */
  private int explicit(long register, int bits) {
    long signed = Alu.signed(register, bits);
    return signed < -elements || signed > elements ? elements : (int) Math.abs(signed);
  }

  private int implicit(int[] string) {
    for (int i = 0; i < elements; i++) {
      if (string[i] == 0) {
        return i;
      }
    }
    return elements;
  }

  private int aggregate(int how) {
    int result = 0;
    for (int i = 0; i < elements; i++) {
      boolean holds =
          switch (how) {
            case EQUAL_ANY -> i < secondLength && among(second[i]);
            case RANGES -> i < secondLength && inRange(second[i]);
            case EQUAL_EACH -> same(i, i);
            default -> startsAt(i);
          };
      result |= holds ? 1 << i : 0;
    }
    return result;
  }

  private boolean among(int value) {
    for (int i = 0; i < firstLength; i++) {
      if (first[i] == value) {
        return true;
      }
    }
    return false;
  }

  private boolean inRange(int value) {
    for (int i = 0; i + 1 < firstLength; i += 2) {
      if (first[i] <= value && value <= first[i + 1]) {
        return true;
      }
    }
    return false;
  }

  private boolean same(int i, int j) {
    boolean both = i < firstLength && j < secondLength;
    return both ? first[i] == second[j] : i >= firstLength && j >= secondLength;
  }

  /** Whether the first string begins at a place of the second, as far as there is room. */
  private boolean startsAt(int at) {
    for (int i = 0; i < firstLength && at + i < elements; i++) {
      if (at + i >= secondLength || first[i] != second[at + i]) {
        return false;
      }
    }
    return true;
  }

  private int index(int result, int control) {
    if (result == 0) {
      return elements;
    }
    return (control & OTHER_RESULT) != 0
        ? 31 - Integer.numberOfLeadingZeros(result)
        : Integer.numberOfTrailingZeros(result);
  }

  private void mask(int result, int control) {
    long low = result;
    long high = 0;
    if ((control & OTHER_RESULT) != 0) {
      low = spread(result);
      high = spread(result >>> elements / 2);
    }
    unit.xmm[0] = low;
    unit.xmm[1] = high;
  }

  private long spread(int bits) {
    int width = 128 / elements;
    long mask = 0;
    for (int i = 0; i < elements / 2; i++) {
      mask |= (bits >>> i & 1) == 0 ? 0 : (1L << width) - 1 << width * i;
    }
    return mask;
  }
}
