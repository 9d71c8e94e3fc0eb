package dev.xenolith.hv.machine.cpu.interpret;

import dev.xenolith.hv.machine.cpu.decode.Insn;
import dev.xenolith.hv.machine.cpu.decode.Op;

/** The instructions that move elements within and between registers. */
final class ShuffleOps {
  private static final long LOW_32 = 0xFFFFFFFFL;

  private final VectorUnit unit;

  ShuffleOps(VectorUnit unit) {
    this.unit = unit;
  }

  /** PUNPCKLBW and its like: the low halves of both, interleaved. */
  void unpackLow(Insn insn) {
    unit.load(insn);
    Op op = insn.op();
    if (op == Op.PUNPCKLQDQ || op == Op.UNPCKLPD) {
      unit.store(insn, unit.oldLow, unit.low);
      return;
    }
    long high = Shuffles.interleave(op, unit.oldLow >>> 32, unit.low >>> 32);
    unit.store(insn, Shuffles.interleave(op, unit.oldLow, unit.low), high);
  }

  /** PUNPCKHBW and its like: the high halves of both, interleaved. */
  void unpackHigh(Insn insn) {
    unit.load(insn);
    Op op = insn.op();
    if (op == Op.PUNPCKHQDQ || op == Op.UNPCKHPD) {
      unit.store(insn, unit.oldHigh, unit.high);
      return;
    }
    boolean mmx = VectorUnit.isMmx(insn, 0);
    long a = mmx ? unit.oldLow >>> 32 : unit.oldHigh;
    long b = mmx ? unit.low >>> 32 : unit.high;
    unit.store(insn, Shuffles.interleave(op, a, b), Shuffles.interleave(op, a >>> 32, b >>> 32));
  }

  /** PACKSSWB and its like. */
  void pack(Insn insn) {
    unit.load(insn);
    Op op = insn.op();
    if (VectorUnit.isMmx(insn, 0)) {
      unit.store(insn, Shuffles.pack(op, unit.oldLow, unit.low), 0);
    } else {
      long low = Shuffles.pack(op, unit.oldLow, unit.oldHigh);
      unit.store(insn, low, Shuffles.pack(op, unit.low, unit.high));
    }
  }

  /** Shuffles by an immediate. */
  int byImmediate(Insn insn) {
    unit.load(insn);
    int order = (int) insn.imm();
    long low = unit.low;
    long high = unit.high;
    switch (insn.op()) {
      case PSHUFD ->
          unit.store(
              insn, Shuffles.dwords(low, high, order), Shuffles.dwords(low, high, order >>> 4));
      case PSHUFW -> unit.store(insn, Shuffles.words(low, order), 0);
      case PSHUFLW -> unit.store(insn, Shuffles.words(low, order), high);
      case PSHUFHW -> unit.store(insn, low, Shuffles.words(high, order));
      case SHUFPS -> {
        long first = Shuffles.dwords(unit.oldLow, unit.oldHigh, order);
        unit.store(insn, first, Shuffles.dwords(low, high, order >>> 4));
      }
      case SHUFPD -> {
        long first = (order & 1) == 0 ? unit.oldLow : unit.oldHigh;
        unit.store(insn, first, (order & 2) == 0 ? low : high);
      }
      default -> align(insn, order);
    }
    return Outcome.NEXT;
  }

  /** PALIGNR: both operands side by side, the first one on the left, shifted right by bytes. */
  private void align(Insn insn, int bytes) {
    if (VectorUnit.isMmx(insn, 0)) {
      unit.store(insn, PackedShifts.rightLow(unit.low, unit.oldLow, bytes), 0);
    } else if (bytes < 8) {
      long low = PackedShifts.rightLow(unit.low, unit.high, bytes);
      unit.store(insn, low, PackedShifts.rightLow(unit.high, unit.oldLow, bytes));
    } else if (bytes < 16) {
      long low = PackedShifts.rightLow(unit.high, unit.oldLow, bytes - 8);
      unit.store(insn, low, PackedShifts.rightLow(unit.oldLow, unit.oldHigh, bytes - 8));
    } else {
      long low = PackedShifts.rightLow(unit.oldLow, unit.oldHigh, bytes - 16);
      unit.store(insn, low, PackedShifts.rightHigh(unit.oldHigh, bytes - 16));
    }
  }

  /** PSHUFB. */
  void bytes(Insn insn) {
    unit.load(insn);
    long a = unit.oldLow;
    long b = unit.oldHigh;
    int mask = VectorUnit.isMmx(insn, 0) ? 7 : 15;
    unit.store(insn, Shuffles.bytes(a, b, unit.low, mask), Shuffles.bytes(a, b, unit.high, mask));
  }

  /** PMOVSXBW and its like. */
  void extend(Insn insn) {
    unit.load(insn);
    Op op = insn.op();
    long low = Shuffles.extend(op, unit.low);
    unit.store(insn, low, Shuffles.extend(op, unit.low >>> Shuffles.extendedFrom(op)));
  }

  /** Blends by an immediate or by the signs in XMM0. */
  int blend(Insn insn) {
    unit.load(insn);
    int choice = (int) insn.imm();
    long maskLow = unit.xmm[0];
    long maskHigh = unit.xmm[1];
    switch (insn.op()) {
      case PBLENDVB -> blend(insn, signs(maskLow, Lanes.BYTES), signs(maskHigh, Lanes.BYTES));
      case BLENDVPS -> blend(insn, signs(maskLow, Lanes.DWORDS), signs(maskHigh, Lanes.DWORDS));
      case BLENDVPD -> blend(insn, maskLow >> 63, maskHigh >> 63);
      case BLENDPS -> blend(insn, Shuffles.dwordMask(choice), Shuffles.dwordMask(choice >>> 2));
      case PBLENDW -> blend(insn, Shuffles.wordMask(choice), Shuffles.wordMask(choice >>> 4));
      default -> blend(insn, -(long) (choice & 1), -(long) (choice >>> 1 & 1));
    }
    return Outcome.NEXT;
  }

  private static long signs(long a, long top) {
    return Lanes.negative(a, top);
  }

  private void blend(Insn insn, long maskLow, long maskHigh) {
    long low = Lanes.select(maskLow, unit.low, unit.oldLow);
    unit.store(insn, low, Lanes.select(maskHigh, unit.high, unit.oldHigh));
  }

  /** PINSRB, PINSRW, PINSRD, PINSRQ. */
  void insert(Insn insn) {
    unit.load(insn);
    switch (insn.op()) {
      case PINSRB -> insert(insn, 0xFF, 8 * ((int) insn.imm() & 15));
      case PINSRW -> {
        int mask = VectorUnit.isMmx(insn, 0) ? 3 : 7;
        insert(insn, 0xFFFF, 16 * ((int) insn.imm() & mask));
      }
      default -> {
        boolean wide = insn.bits(1) == 64;
        insert(insn, wide ? -1 : LOW_32, wide ? 64 * ((int) insn.imm() & 1) : 32 * which(insn));
      }
    }
  }

  private static int which(Insn insn) {
    return (int) insn.imm() & 3;
  }

  private void insert(Insn insn, long mask, int at) {
    long value = (unit.low & mask) << at;
    long place = mask << at;
    if (at < 64) {
      unit.store(insn, unit.oldLow & ~place | value, unit.oldHigh);
    } else {
      unit.store(insn, unit.oldLow, unit.oldHigh & ~place | value);
    }
  }

  /** INSERTPS: one single to one place, and zeros to any. */
  void insertSingle(Insn insn) {
    unit.load(insn);
    int choice = (int) insn.imm();
    int from = Operands.isMemory(insn, 1) ? 0 : choice >>> 6;
    unit.low = Shuffles.dword(unit.low, unit.high, from);
    long low = unit.oldLow;
    long high = unit.oldHigh;
    int at = 32 * (choice >>> 4 & 1);
    if ((choice & 0x20) == 0) {
      low = low & ~(LOW_32 << at) | unit.low << at;
    } else {
      high = high & ~(LOW_32 << at) | unit.low << at;
    }
    low &= ~Shuffles.dwordMask(choice);
    unit.store(insn, low, high & ~Shuffles.dwordMask(choice >>> 2));
  }

  /** PEXTRB, PEXTRW, PEXTRD, PEXTRQ, EXTRACTPS. */
  void extract(Insn insn) {
    boolean mmx = VectorUnit.isMmx(insn, 1);
    if (mmx) {
      unit.checkMmx();
    } else {
      unit.checkSse();
    }
    unit.read(insn, 1, true);
    int choice = (int) insn.imm();
    int at =
        switch (insn.op()) {
          case PEXTRB -> 8 * (choice & 15);
          case PEXTRW -> 16 * (choice & (mmx ? 3 : 7));
          case PEXTRD -> insn.bits(0) == 64 ? 64 * (choice & 1) : 32 * (choice & 3);
          default -> 32 * (choice & 3);
        };
    long value = (at < 64 ? unit.low : unit.high) >>> at;
    unit.operands.write(insn, 0, value & mask(insn));
    if (mmx) {
      unit.fpu.enterMmx();
    }
  }

  private static long mask(Insn insn) {
    return switch (insn.op()) {
      case PEXTRB -> 0xFF;
      case PEXTRW -> 0xFFFF;
      default -> -1;
    };
  }
}
