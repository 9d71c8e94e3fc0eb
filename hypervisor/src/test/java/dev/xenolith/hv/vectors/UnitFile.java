package dev.xenolith.hv.vectors;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;

/**
 * Cases with floating-point state and their results in few bytes: of a case only what is not as
 * {@link UnitPool} has it for its seed, of a result only what is not as in the case (x87 registers
 * by their physical number).
 */
final class UnitFile {
  private static final int MAGIC = 0x78656E75;

  /** A case and what came of it. */
  record Entry(UnitCase test, UnitResult result) {}

  private UnitFile() {}

  /** Writes a set whose case number i was made from {@code SplitMix.seedOf(setSeed, i)}. */
  static void write(OutputStream to, long setSeed, List<Entry> entries) throws IOException {
    try (DataOutputStream out = new DataOutputStream(new VectorFile.BestGzip(to))) {
      out.writeInt(MAGIC);
      out.writeLong(setSeed);
      out.writeInt(entries.size());
      for (int i = 0; i < entries.size(); i++) {
        Entry e = entries.get(i);
        writeCase(out, SplitMix.seedOf(setSeed, i), e.test());
        writeResult(out, e);
      }
    }
  }

  private static void writeCase(DataOutputStream out, long seed, UnitCase c) throws IOException {
    SiliconCase base = c.base();
    out.writeBoolean(c.portable());
    out.writeByte(base.insn().length);
    out.write(base.insn());
    out.writeInt(base.in().eflags());
    out.writeShort(base.undefined());
    writeWords(out, c.gpr(), registers(seed));
    writeWords(out, c.image(), UnitPool.image(seed));
    out.writeByte(base.patches().size());
    for (SiliconCase.Patch p : base.patches()) {
      out.writeInt(p.address());
      out.writeByte(p.bytes().length);
      out.write(p.bytes());
    }
  }

  private static long[] registers(long seed) {
    long[] gpr = new long[UnitCase.REGISTERS];
    for (int i = 0; i < gpr.length; i++) {
      gpr[i] = UnitPool.register(seed, i);
    }
    return gpr;
  }

  /** A bit for each word that is not as expected, and what it differs by. */
  private static void writeWords(DataOutputStream out, long[] words, long[] expected)
      throws IOException {
    long mask = 0;
    for (int i = 0; i < words.length; i++) {
      mask |= words[i] != expected[i] ? 1L << i : 0;
    }
    out.writeLong(mask);
    for (int i = 0; i < words.length; i++) {
      if (words[i] != expected[i]) {
        out.writeLong(words[i] ^ expected[i]);
      }
    }
  }

  private static long[] readWords(DataInputStream in, long[] expected) throws IOException {
    long mask = in.readLong();
    long[] words = expected.clone();
    for (int i = 0; i < words.length; i++) {
      words[i] ^= (mask >>> i & 1) != 0 ? in.readLong() : 0;
    }
    return words;
  }

  private static void writeResult(DataOutputStream out, Entry e) throws IOException {
    SiliconResult r = e.result().base();
    out.writeByte(r.outcome().ordinal() << 6 | r.vector());
    out.writeInt(r.error());
    out.writeInt(r.cr2());
    out.writeShort(r.out().eip() - e.test().base().in().eip());
    out.writeInt(r.out().eflags() ^ e.test().base().in().eflags());
    writeWords(out, e.result().gpr(), e.test().gpr());
    long[] image = e.result().image();
    out.writeShort((int) (image[UnitCase.X87] >>> 16));
    writeWords(out, image, e.test().imageUnder(image[UnitCase.X87]));
    out.writeShort(r.changed());
    out.writeLong(r.hash());
    out.writeByte(r.addresses().length);
    for (int i = 0; i < r.addresses().length; i++) {
      out.writeInt(r.addresses()[i]);
      out.writeByte(r.bytes()[i]);
    }
  }

  /** Reads what {@link #write} wrote. */
  static List<Entry> read(InputStream from) throws IOException {
    try (DataInputStream in =
        new DataInputStream(new BufferedInputStream(new GZIPInputStream(from, 1 << 16)))) {
      if (in.readInt() != MAGIC) {
        throw new IOException("not a file of vectors with floating-point state");
      }
      long setSeed = in.readLong();
      int count = in.readInt();
      List<Entry> entries = new ArrayList<>(count);
      for (int i = 0; i < count; i++) {
        UnitCase c = readCase(in, SplitMix.seedOf(setSeed, i));
        entries.add(new Entry(c, readResult(in, c)));
      }
      return entries;
    }
  }

  private static UnitCase readCase(DataInputStream in, long seed) throws IOException {
    UnitDraft d = new UnitDraft(seed);
    d.portable = in.readBoolean();
    byte[] insn = new byte[in.readUnsignedByte()];
    in.readFully(insn);
    d.bytes.writeBytes(insn);
    d.flags = in.readInt();
    d.undefined = in.readUnsignedShort();
    long[] gpr = readWords(in, registers(seed));
    System.arraycopy(gpr, 0, d.gpr, 0, gpr.length);
    long[] image = readWords(in, UnitPool.image(seed));
    System.arraycopy(image, 0, d.image, 0, image.length);
    for (int patches = in.readUnsignedByte(); patches > 0; patches--) {
      int address = in.readInt();
      byte[] bytes = new byte[in.readUnsignedByte()];
      in.readFully(bytes);
      d.patch(address, bytes);
    }
    return d.finish();
  }

  private static UnitResult readResult(DataInputStream in, UnitCase c) throws IOException {
    int code = in.readUnsignedByte();
    int error = in.readInt();
    int cr2 = in.readInt();
    int eip = c.base().in().eip() + in.readShort();
    int flags = c.base().in().eflags() ^ in.readInt();
    long[] gpr = readWords(in, c.gpr());
    long status = (long) in.readUnsignedShort() << 16;
    long[] image = readWords(in, c.imageUnder(status));
    int changed = in.readUnsignedShort();
    long hash = in.readLong();
    int[] addresses = new int[in.readUnsignedByte()];
    byte[] bytes = new byte[addresses.length];
    for (int i = 0; i < addresses.length; i++) {
      addresses[i] = in.readInt();
      bytes[i] = in.readByte();
    }
    int[] low = new int[8];
    for (int i = 0; i < low.length; i++) {
      low[i] = (int) gpr[i];
    }
    var out = new SiliconCase.Registers(low, eip, flags, c.base().in().selectors());
    var outcome = SiliconResult.Outcome.values()[code >> 6];
    var base =
        new SiliconResult(out, outcome, code & 63, error, cr2, changed, hash, addresses, bytes);
    return new UnitResult(base, gpr, image);
  }
}
