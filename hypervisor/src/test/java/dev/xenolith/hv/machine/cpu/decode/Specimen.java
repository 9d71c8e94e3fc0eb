package dev.xenolith.hv.machine.cpu.decode;

import java.util.HexFormat;
import java.util.Set;

/** One byte string with what this decoder and two others make of it. */
final class Specimen {
  /** Where it stands when its text is written. */
  static final long ADDRESS = 0x1000;

  final CodeMode mode;
  final byte[] bytes;
  final Insn insn = new Insn();
  final Decoded outcome;
  final String att;
  final String intel;

  /** What objdump says: its length and two texts. */
  int objdumpLength;

  String objdumpAtt;
  String objdumpIntel;

  /** What iced-x86 says: the line that {@code iced.cjs} writes. */
  String iced;

  Specimen(
      CodeMode mode, byte[] bytes, Decoder decoder, Disassembler attText, Disassembler intelText) {
    this.mode = mode;
    this.bytes = bytes;
    this.outcome = decoder.decode(mode, i -> i < bytes.length ? bytes[i] & 0xff : -1, insn);
    this.att = attText.text(insn, ADDRESS);
    this.intel = intelText.text(insn, ADDRESS);
  }

  boolean objdumpIsBad() {
    return objdumpAtt.contains(Disassembler.BAD);
  }

  /** Whether a row was found, even if LOCK or a register number make it undefined. */
  boolean hasRow() {
    return insn.row() != null && (outcome == Decoded.OK || outcome == Decoded.UNDEFINED);
  }

  /** Whether objdump says the same. What is bad has no length worth comparing. */
  boolean agreesWithObjdump() {
    if (!hasRow()) {
      return objdumpIsBad();
    }
    return objdumpLength == insn.length() && objdumpAtt.equals(att) && objdumpIntel.equals(intel);
  }

  boolean sameLength() {
    return hasRow() && objdumpLength == insn.length();
  }

  boolean has(int prefix) {
    return (insn.prefixes() & prefix) != 0;
  }

  boolean has66() {
    return has(Insn.PREFIX_OPERAND_SIZE);
  }

  boolean hasRepeat() {
    return has(Insn.PREFIX_REP | Insn.PREFIX_REPNE);
  }

  boolean rexW() {
    return (insn.rex() & 8) != 0;
  }

  boolean isOp(Op... ops) {
    return insn.op() != null && Set.of(ops).contains(insn.op());
  }

  /** The first opcode bytes, as {@code 0f01}; empty when it was never reached. */
  String opcodeText() {
    StringBuilder to = new StringBuilder();
    int at = insn.prefixLength + (insn.rex() == 0 ? 0 : 1);
    for (int i = at; i < Math.min(insn.length(), at + 2); i++) {
      to.append(HexFormat.of().toHexDigits((byte) insn.byteAt(i)));
    }
    return to.toString();
  }

  /** How many segment prefixes it has. */
  int segmentPrefixes() {
    int count = 0;
    for (int i = 0; i < insn.prefixLength; i++) {
      switch (insn.byteAt(i)) {
        case 0x26, 0x2e, 0x36, 0x3e, 0x64, 0x65 -> count++;
        default -> {}
      }
    }
    return count;
  }

  /** Whether a REX prefix stands before another prefix, where it has no effect. */
  boolean strayRex() {
    for (int i = 0; i < insn.prefixLength; i++) {
      if ((insn.byteAt(i) & 0xf0) == 0x40) {
        return true;
      }
    }
    return false;
  }

  @Override
  public String toString() {
    return mode
        + " "
        + HexFormat.of().formatHex(bytes)
        + "\n  ours    "
        + outcome
        + " "
        + insn.length()
        + " | "
        + att
        + " | "
        + intel
        + " | "
        + insn.row()
        + "\n  objdump "
        + objdumpLength
        + " | "
        + objdumpAtt
        + " | "
        + objdumpIntel
        + "\n  iced    "
        + iced;
  }
}
