package dev.xenolith.hv.machine.cpu.interpret;

import static dev.xenolith.hv.machine.cpu.interpret.Lanes.BYTES;
import static dev.xenolith.hv.machine.cpu.interpret.Lanes.DWORDS;
import static dev.xenolith.hv.machine.cpu.interpret.Lanes.QWORD;
import static dev.xenolith.hv.machine.cpu.interpret.Lanes.WORDS;

import dev.xenolith.hv.machine.cpu.decode.Op;

/**
 * The operations on packed integers that work element by element: each half of an XMM register, and
 * an MMX register, is done alike.
 */
final class PackedIntegers {
  private PackedIntegers() {}

  /** And, or, exclusive or, of whatever type. */
  static long logic(Op op, long a, long b) {
    return switch (op) {
      case PAND, ANDPS, ANDPD -> a & b;
      case POR, ORPS, ORPD -> a | b;
      case PANDN, ANDNPS, ANDNPD -> ~a & b;
      default -> a ^ b;
    };
  }

  /** Sums and differences. */
  static long sum(Op op, long a, long b) {
    return switch (op) {
      case PADDB -> Lanes.add(a, b, BYTES);
      case PADDW -> Lanes.add(a, b, WORDS);
      case PADDD -> Lanes.add(a, b, DWORDS);
      case PADDQ -> a + b;
      case PSUBB -> Lanes.subtract(a, b, BYTES);
      case PSUBW -> Lanes.subtract(a, b, WORDS);
      case PSUBD -> Lanes.subtract(a, b, DWORDS);
      case PSUBQ -> a - b;
      case PADDSB -> Lanes.addSigned(a, b, BYTES);
      case PADDSW -> Lanes.addSigned(a, b, WORDS);
      case PADDUSB -> Lanes.addUnsigned(a, b, BYTES);
      case PADDUSW -> Lanes.addUnsigned(a, b, WORDS);
      case PSUBSB -> Lanes.subtractSigned(a, b, BYTES);
      case PSUBSW -> Lanes.subtractSigned(a, b, WORDS);
      case PSUBUSB -> Lanes.subtractUnsigned(a, b, BYTES);
      default -> Lanes.subtractUnsigned(a, b, WORDS);
    };
  }

  /** Comparisons: all ones where they hold. */
  static long comparison(Op op, long a, long b) {
    return switch (op) {
      case PCMPEQB -> Lanes.equal(a, b, BYTES);
      case PCMPEQW -> Lanes.equal(a, b, WORDS);
      case PCMPEQD -> Lanes.equal(a, b, DWORDS);
      case PCMPEQQ -> Lanes.equal(a, b, QWORD);
      case PCMPGTB -> Lanes.less(b, a, BYTES);
      case PCMPGTW -> Lanes.less(b, a, WORDS);
      case PCMPGTD -> Lanes.less(b, a, DWORDS);
      default -> Lanes.less(b, a, QWORD);
    };
  }

  /** Minimum and maximum. */
  static long extreme(Op op, long a, long b) {
    return switch (op) {
      case PMINUB -> Lanes.select(Lanes.below(a, b, BYTES), a, b);
      case PMINUW -> Lanes.select(Lanes.below(a, b, WORDS), a, b);
      case PMINUD -> Lanes.select(Lanes.below(a, b, DWORDS), a, b);
      case PMAXUB -> Lanes.select(Lanes.below(a, b, BYTES), b, a);
      case PMAXUW -> Lanes.select(Lanes.below(a, b, WORDS), b, a);
      case PMAXUD -> Lanes.select(Lanes.below(a, b, DWORDS), b, a);
      case PMINSB -> Lanes.select(Lanes.less(a, b, BYTES), a, b);
      case PMINSW -> Lanes.select(Lanes.less(a, b, WORDS), a, b);
      case PMINSD -> Lanes.select(Lanes.less(a, b, DWORDS), a, b);
      case PMAXSB -> Lanes.select(Lanes.less(a, b, BYTES), b, a);
      case PMAXSW -> Lanes.select(Lanes.less(a, b, WORDS), b, a);
      default -> Lanes.select(Lanes.less(a, b, DWORDS), b, a);
    };
  }

  /** Means, signs and magnitudes. */
  static long unary(Op op, long a, long b) {
    return switch (op) {
      case PAVGB -> Lanes.average(a, b, BYTES);
      case PAVGW -> Lanes.average(a, b, WORDS);
      case PABSB -> Lanes.absolute(b, BYTES);
      case PABSW -> Lanes.absolute(b, WORDS);
      case PABSD -> Lanes.absolute(b, DWORDS);
      case PSIGNB -> Lanes.sign(a, b, BYTES);
      case PSIGNW -> Lanes.sign(a, b, WORDS);
      default -> Lanes.sign(a, b, DWORDS);
    };
  }
}
