package dev.xenolith.hv.machine.cpu.interpret;

import dev.xenolith.hv.machine.cpu.Alu;
import dev.xenolith.hv.machine.cpu.Rflags;
import dev.xenolith.hv.machine.cpu.decode.Insn;
import dev.xenolith.hv.machine.cpu.decode.Op;

/** Packed integers in MMX and XMM registers. */
final class PackedOps {
  private final VectorUnit unit;
  private final ShuffleOps shuffles;
  private final StringCompares strings;
  private final CipherOps ciphers;
  private final SystemOps system;
  private final Alu alu;

  PackedOps(VectorUnit unit, Alu alu, SystemOps system) {
    this.unit = unit;
    this.alu = alu;
    this.system = system;
    shuffles = new ShuffleOps(unit);
    strings = new StringCompares(unit, alu);
    ciphers = new CipherOps(unit);
  }

  int execute(Insn insn) {
    switch (insn.op()) {
      case PXOR, POR, PAND, PANDN, XORPS, ORPS, ANDPS, ANDNPS, XORPD, ORPD, ANDPD, ANDNPD ->
          logic(insn);
      case PCMPEQB, PCMPEQW, PCMPEQD, PCMPEQQ, PCMPGTB, PCMPGTW, PCMPGTD, PCMPGTQ ->
          comparison(insn);
      case PADDB, PADDW, PADDD, PADDQ, PSUBB, PSUBW, PSUBD, PSUBQ -> sum(insn);
      case PADDSB, PADDSW, PADDUSB, PADDUSW, PSUBSB, PSUBSW, PSUBUSB, PSUBUSW -> sum(insn);
      case PMINUB, PMINUW, PMINUD, PMAXUB, PMAXUW, PMAXUD -> extreme(insn);
      case PMINSB, PMINSW, PMINSD, PMAXSB, PMAXSW, PMAXSD -> extreme(insn);
      case PAVGB, PAVGW, PABSB, PABSW, PABSD, PSIGNB, PSIGNW, PSIGND -> unary(insn);
      case PMULUDQ, PMULDQ, PMULLD, PMULLW, PMULHW, PMULHUW, PMULHRSW -> product(insn);
      case PMADDWD, PMADDUBSW, PSADBW -> product(insn);
      case PSLLW, PSLLD, PSLLQ, PSRLW, PSRLD, PSRLQ, PSRAW, PSRAD -> shift(insn);
      case PSLLDQ, PSRLDQ -> shiftBytes(insn);
      case PUNPCKLBW, PUNPCKLWD, PUNPCKLDQ, PUNPCKLQDQ, UNPCKLPS, UNPCKLPD ->
          shuffles.unpackLow(insn);
      case PUNPCKHBW, PUNPCKHWD, PUNPCKHDQ, PUNPCKHQDQ, UNPCKHPS, UNPCKHPD ->
          shuffles.unpackHigh(insn);
      default -> {
        return others(insn);
      }
    }
    return Outcome.NEXT;
  }

  private int others(Insn insn) {
    switch (insn.op()) {
      case PACKSSWB, PACKUSWB, PACKSSDW, PACKUSDW -> shuffles.pack(insn);
      case PSHUFB -> shuffles.bytes(insn);
      case PINSRB, PINSRW, PINSRD -> shuffles.insert(insn);
      case INSERTPS -> shuffles.insertSingle(insn);
      case PEXTRB, PEXTRW, PEXTRD, EXTRACTPS -> shuffles.extract(insn);
      case PMOVSXBW, PMOVSXBD, PMOVSXBQ, PMOVSXWD, PMOVSXWQ, PMOVSXDQ -> shuffles.extend(insn);
      case PMOVZXBW, PMOVZXBD, PMOVZXBQ, PMOVZXWD, PMOVZXWQ, PMOVZXDQ -> shuffles.extend(insn);
      case PHADDW, PHADDD, PHADDSW, PHSUBW, PHSUBD, PHSUBSW -> horizontal(insn);
      case PTEST -> test(insn);
      case MPSADBW -> distances(insn);
      case PHMINPOSUW -> least(insn);
      case EMMS -> {
        unit.checkMmx();
        unit.fpu.enterMmx();
        unit.fpu.setFull(0);
      }
      default -> {
        return groups(insn);
      }
    }
    return Outcome.NEXT;
  }

  private int groups(Insn insn) {
    return switch (insn.op()) {
      case PSHUFD, PSHUFW, PSHUFLW, PSHUFHW, SHUFPS, SHUFPD, PALIGNR -> shuffles.byImmediate(insn);
      case PBLENDVB, BLENDVPS, BLENDVPD, BLENDPS, BLENDPD, PBLENDW -> shuffles.blend(insn);
      case PCMPESTRM, PCMPESTRI, PCMPISTRM, PCMPISTRI -> strings.compare(insn);
      case AESENC, AESENCLAST, AESDEC, AESDECLAST, AESIMC, AESKEYGENASSIST, PCLMULQDQ ->
          ciphers.block(insn);
      case SHA1NEXTE, SHA1MSG1, SHA1MSG2, SHA1RNDS4, SHA256MSG1, SHA256MSG2, SHA256RNDS2 ->
          ciphers.digest(insn);
      default -> system.execute(insn);
    };
  }

  private void logic(Insn insn) {
    unit.load(insn);
    Op op = insn.op();
    long low = PackedIntegers.logic(op, unit.oldLow, unit.low);
    unit.store(insn, low, PackedIntegers.logic(op, unit.oldHigh, unit.high));
  }

  private void comparison(Insn insn) {
    unit.load(insn);
    Op op = insn.op();
    long low = PackedIntegers.comparison(op, unit.oldLow, unit.low);
    unit.store(insn, low, PackedIntegers.comparison(op, unit.oldHigh, unit.high));
  }

  private void sum(Insn insn) {
    unit.load(insn);
    Op op = insn.op();
    long low = PackedIntegers.sum(op, unit.oldLow, unit.low);
    unit.store(insn, low, PackedIntegers.sum(op, unit.oldHigh, unit.high));
  }

  private void extreme(Insn insn) {
    unit.load(insn);
    Op op = insn.op();
    long low = PackedIntegers.extreme(op, unit.oldLow, unit.low);
    unit.store(insn, low, PackedIntegers.extreme(op, unit.oldHigh, unit.high));
  }

  private void unary(Insn insn) {
    unit.load(insn);
    Op op = insn.op();
    long low = PackedIntegers.unary(op, unit.oldLow, unit.low);
    unit.store(insn, low, PackedIntegers.unary(op, unit.oldHigh, unit.high));
  }

  private void product(Insn insn) {
    unit.load(insn);
    Op op = insn.op();
    long low = PackedProducts.product(op, unit.oldLow, unit.low);
    unit.store(insn, low, PackedProducts.product(op, unit.oldHigh, unit.high));
  }

  private void shift(Insn insn) {
    unit.load(insn);
    Op op = insn.op();
    long low = PackedShifts.shift(op, unit.oldLow, unit.low);
    unit.store(insn, low, PackedShifts.shift(op, unit.oldHigh, unit.low));
  }

  private void shiftBytes(Insn insn) {
    unit.load(insn);
    long a = unit.oldLow;
    long b = unit.oldHigh;
    long bytes = unit.low;
    if (insn.op() == Op.PSLLDQ) {
      unit.store(insn, PackedShifts.leftLow(a, bytes), PackedShifts.leftHigh(a, b, bytes));
    } else {
      unit.store(insn, PackedShifts.rightLow(a, b, bytes), PackedShifts.rightHigh(b, bytes));
    }
  }

  private void horizontal(Insn insn) {
    unit.load(insn);
    Op op = insn.op();
    if (VectorUnit.isMmx(insn, 0)) {
      unit.store(insn, PackedProducts.horizontal(op, unit.oldLow, unit.low), 0);
    } else {
      long low = PackedProducts.horizontal(op, unit.oldLow, unit.oldHigh);
      unit.store(insn, low, PackedProducts.horizontal(op, unit.low, unit.high));
    }
  }

  private void test(Insn insn) {
    unit.load(insn);
    boolean zero = (unit.oldLow & unit.low | unit.oldHigh & unit.high) == 0;
    boolean carry = (~unit.oldLow & unit.low | ~unit.oldHigh & unit.high) == 0;
    alu.setFlags((zero ? Rflags.ZF : 0) | (carry ? Rflags.CF : 0));
  }

  private void distances(Insn insn) {
    unit.load(insn);
    int choice = (int) insn.imm();
    int from = 4 * (choice >>> 2 & 1);
    long window = PackedShifts.rightLow(unit.oldLow, unit.oldHigh, from);
    long next = PackedShifts.rightLow(unit.oldLow, unit.oldHigh, from + 4);
    int block = (int) Shuffles.dword(unit.low, unit.high, choice & 3);
    unit.store(
        insn, PackedProducts.distances(window, block), PackedProducts.distances(next, block));
  }

  private void least(Insn insn) {
    unit.load(insn);
    unit.store(insn, PackedProducts.least(unit.low, unit.high), 0);
  }
}
