package dev.xenolith.hv.machine.cpu.decode;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Makes byte strings to compare: every row with random prefixes, modrm, operands; and noise. */
final class Specimens {
  private static final int NOISE_EVERY = 8;

  private final Decoder decoder = new Decoder();
  private final Disassembler att = new Disassembler(Syntax.ATT);
  private final Disassembler intel = new Disassembler(Syntax.INTEL);

  Specimen of(CodeMode mode, byte[] bytes) {
    return new Specimen(mode, bytes, decoder, att, intel);
  }

  /** How many opcodes {@link #enumerate} is asked for at a time: there are four maps of 256. */
  static final int OPCODES = 4 * 256;

  /** One opcode with each modrm byte and each of some prefixes, and random bytes after them. */
  List<Specimen> enumerate(CodeMode mode, long seed, int mapAndOpcode, int[] prefixes) {
    Random random = new Random(seed);
    int map = mapAndOpcode >> 8;
    Row[] rows = InsnTable.standard().at(map, mapAndOpcode & 0xff);
    boolean modrm = map > 0 || rows != null && rows[0].usesModrm;
    List<Specimen> specimens = new ArrayList<>();
    for (int prefix : prefixes) {
      for (int i = 0; i < (modrm ? 256 : 1); i++) {
        byte[] bytes = new byte[15];
        random.nextBytes(bytes);
        int at = opcode(bytes, prefix, map, mapAndOpcode & 0xff);
        if (modrm) {
          bytes[at] = (byte) i;
        }
        specimens.add(of(mode, bytes));
      }
    }
    return specimens;
  }

  private static int opcode(byte[] bytes, int prefix, int map, int opcode) {
    int at = 0;
    if (prefix != 0) {
      bytes[at++] = (byte) prefix;
    }
    if (map > 0) {
      bytes[at++] = 0x0f;
    }
    if (map > 1) {
      bytes[at++] = (byte) (map == 2 ? 0x38 : 0x3a);
    }
    bytes[at++] = (byte) opcode;
    return at;
  }

  /** A row after the other, each in turn, until there are as many. */
  List<Specimen> make(CodeMode mode, long seed, int count) {
    RowSampler sampler = new RowSampler(seed);
    List<Row> rows = InsnTable.standard().rows();
    List<Specimen> specimens = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      byte[] bytes =
          i % NOISE_EVERY == 0
              ? sampler.noise()
              : sampler.decorated(rows.get(i % rows.size()), mode == CodeMode.BITS64);
      specimens.add(of(mode, bytes));
    }
    return specimens;
  }
}
