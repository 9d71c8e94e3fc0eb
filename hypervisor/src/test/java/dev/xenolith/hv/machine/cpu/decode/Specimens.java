package dev.xenolith.hv.machine.cpu.decode;

import java.util.ArrayList;
import java.util.List;

/** Makes byte strings to compare: every row with random prefixes, modrm, operands; and noise. */
final class Specimens {
  private static final int NOISE_EVERY = 8;

  private final Decoder decoder = new Decoder();
  private final Disassembler att = new Disassembler(Syntax.ATT);
  private final Disassembler intel = new Disassembler(Syntax.INTEL);

  Specimen of(CodeMode mode, byte[] bytes) {
    return new Specimen(mode, bytes, decoder, att, intel);
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
