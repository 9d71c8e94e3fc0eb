package dev.xenolith.hv.machine.cpu.interpret;

import dev.xenolith.hv.machine.cpu.decode.Insn;

/** AES, carry-less multiplication, and the rounds of SHA-1 and SHA-256. */
final class CipherOps {
  private static final long LOW_32 = 0xFFFFFFFFL;

  private final VectorUnit unit;
  private final AesRound aes = new AesRound();
  private final ShaRounds sha = new ShaRounds();

  CipherOps(VectorUnit unit) {
    this.unit = unit;
  }

  /** AES and PCLMULQDQ. */
  int block(Insn insn) {
    unit.load(insn);
    switch (insn.op()) {
      case AESENC -> {
        aes.encrypt(unit.oldLow, unit.oldHigh, true);
        keyed(insn);
      }
      case AESENCLAST -> {
        aes.encrypt(unit.oldLow, unit.oldHigh, false);
        keyed(insn);
      }
      case AESDEC -> {
        aes.decrypt(unit.oldLow, unit.oldHigh, true);
        keyed(insn);
      }
      case AESDECLAST -> {
        aes.decrypt(unit.oldLow, unit.oldHigh, false);
        keyed(insn);
      }
      case AESIMC -> {
        aes.unmix(unit.low, unit.high);
        unit.store(insn, aes.low(), aes.high());
      }
      case AESKEYGENASSIST -> {
        int constant = (int) insn.imm();
        unit.store(insn, keys(unit.low, constant), keys(unit.high, constant));
      }
      default -> multiply(insn);
    }
    return Outcome.NEXT;
  }

  private void keyed(Insn insn) {
    unit.store(insn, aes.low() ^ unit.low, aes.high() ^ unit.high);
  }

  /** The upper word substituted; the same rotated, with the round constant. */
  private static long keys(long words, int constant) {
    int substituted = AesRound.substitute((int) (words >> 32));
    int rotated = Integer.rotateRight(substituted, 8) ^ constant;
    return substituted & LOW_32 | (long) rotated << 32;
  }

  private void multiply(Insn insn) {
    int choice = (int) insn.imm();
    long a = (choice & 1) == 0 ? unit.oldLow : unit.oldHigh;
    long b = (choice & 0x10) == 0 ? unit.low : unit.high;
    long low = 0;
    long high = 0;
    for (int i = 0; i < Long.SIZE; i++) {
      long chosen = -(b >>> i & 1);
      low ^= a << i & chosen;
      high ^= a >>> 1 >>> 63 - i & chosen;
    }
    unit.store(insn, low, high);
  }

  /** SHA. Silicon does not ask for aligned operands here, unlike the manuals. */
  int digest(Insn insn) {
    unit.load(insn, false);
    sha.load(unit.oldLow, unit.oldHigh, unit.low, unit.high);
    switch (insn.op()) {
      case SHA1NEXTE -> sha.next1();
      case SHA1MSG1 -> sha.message1First();
      case SHA1MSG2 -> sha.message1Second();
      case SHA1RNDS4 -> sha.rounds1((int) insn.imm() & 3);
      case SHA256MSG1 -> sha.message256First();
      case SHA256MSG2 -> sha.message256Second();
      default -> sha.rounds256((int) unit.xmm[0], (int) (unit.xmm[0] >> 32));
    }
    unit.store(insn, sha.low(), sha.high());
    return Outcome.NEXT;
  }
}
