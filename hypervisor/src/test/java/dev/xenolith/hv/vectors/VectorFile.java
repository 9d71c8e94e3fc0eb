package dev.xenolith.hv.vectors;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.Deflater;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * Cases with their results in few bytes: one column per kind of field, and only what does not
 * follow from the case's seed or from the state before.
 */
final class VectorFile {
  private static final int MAGIC = 0x78656E56;

  private enum Column {
    INSN,
    PLACE,
    MASKS,
    REGISTERS,
    FLAGS,
    SELECTORS,
    PATCHES,
    OUTCOME,
    OUT_REGISTERS,
    OUT_FLAGS,
    OUT_SELECTORS,
    FAULT,
    MEMORY
  }

  /** A case and what came of it. */
  record Entry(SiliconCase test, SiliconResult result) {}

  private VectorFile() {}

  /** Writes a set whose case number i was made from {@code SplitMix.seedOf(setSeed, i)}. */
  static void write(OutputStream to, long setSeed, List<Entry> entries) throws IOException {
    int n = Column.values().length;
    ByteArrayOutputStream[] columns = new ByteArrayOutputStream[n];
    DataOutputStream[] outs = new DataOutputStream[n];
    for (int i = 0; i < n; i++) {
      columns[i] = new ByteArrayOutputStream();
      outs[i] = new DataOutputStream(columns[i]);
    }
    for (int i = 0; i < entries.size(); i++) {
      writeCase(outs, SplitMix.seedOf(setSeed, i), entries.get(i).test());
      writeResult(outs, entries.get(i));
    }
    try (DataOutputStream out = new DataOutputStream(new BestGzip(to))) {
      out.writeInt(MAGIC);
      out.writeLong(setSeed);
      out.writeInt(entries.size());
      for (ByteArrayOutputStream c : columns) {
        out.writeInt(c.size());
        c.writeTo(out);
      }
    }
  }

  /** The smallest file that gzip makes. */
  static final class BestGzip extends GZIPOutputStream {
    BestGzip(OutputStream to) throws IOException {
      super(to, 1 << 16);
      def.setLevel(Deflater.BEST_COMPRESSION);
    }
  }

  private static DataOutputStream at(DataOutputStream[] outs, Column c) {
    return outs[c.ordinal()];
  }

  private static void writeCase(DataOutputStream[] outs, long seed, SiliconCase c)
      throws IOException {
    DataOutputStream insn = at(outs, Column.INSN);
    insn.writeByte(c.insn().length);
    insn.write(c.insn());
    at(outs, Column.PLACE).writeShort(c.codeOffset());
    int mask = 0;
    for (int i = 0; i < 8; i++) {
      if (c.in().gpr()[i] != StatePool.register(seed, i)) {
        mask |= 1 << i;
        at(outs, Column.REGISTERS).writeInt(c.in().gpr()[i]);
      }
    }
    at(outs, Column.MASKS).writeByte(mask);
    at(outs, Column.FLAGS).writeInt(c.in().eflags() ^ StatePool.flags(seed));
    at(outs, Column.FLAGS).writeShort(c.undefined());
    for (int s : c.in().selectors()) {
      at(outs, Column.SELECTORS).writeShort(s);
    }
    DataOutputStream patches = at(outs, Column.PATCHES);
    patches.writeByte(c.patches().size());
    for (SiliconCase.Patch p : c.patches()) {
      patches.writeInt(p.address());
      patches.writeByte(p.bytes().length);
      patches.write(p.bytes());
    }
  }

  private static void writeResult(DataOutputStream[] outs, Entry e) throws IOException {
    SiliconCase.Registers in = e.test().in();
    SiliconResult r = e.result();
    at(outs, Column.OUTCOME).writeByte(r.outcome().ordinal() << 6 | r.vector());
    if (r.outcome() == SiliconResult.Outcome.EXCEPTION) {
      at(outs, Column.FAULT).writeInt(r.error());
      at(outs, Column.FAULT).writeInt(r.cr2());
    }
    int mask = 0;
    for (int i = 0; i < 8; i++) {
      if (r.out().gpr()[i] != in.gpr()[i]) {
        mask |= 1 << i;
        at(outs, Column.OUT_REGISTERS).writeInt(r.out().gpr()[i]);
      }
    }
    at(outs, Column.OUTCOME).writeByte(mask);
    at(outs, Column.OUT_FLAGS).writeInt(r.out().eip() - in.eip());
    at(outs, Column.OUT_FLAGS).writeInt(r.out().eflags() ^ in.eflags());
    for (int i = 0; i < 6; i++) {
      at(outs, Column.OUT_SELECTORS).writeShort(r.out().selectors()[i] ^ in.selectors()[i]);
    }
    DataOutputStream memory = at(outs, Column.MEMORY);
    memory.writeShort(r.changed());
    if (r.changed() > SiliconResult.TOLD) {
      memory.writeLong(r.hash());
    }
    int last = 0;
    for (int i = 0; i < r.addresses().length; i++) {
      memory.writeInt(r.addresses()[i] - last);
      memory.writeByte(r.bytes()[i]);
      last = r.addresses()[i];
    }
  }

  /** Reads what {@link #write} wrote. */
  static List<Entry> read(InputStream from) throws IOException {
    try (DataInputStream in =
        new DataInputStream(new BufferedInputStream(new GZIPInputStream(from, 1 << 16)))) {
      if (in.readInt() != MAGIC) {
        throw new IOException("not a file of vectors");
      }
      long setSeed = in.readLong();
      int count = in.readInt();
      DataInputStream[] ins = new DataInputStream[Column.values().length];
      for (int i = 0; i < ins.length; i++) {
        byte[] column = new byte[in.readInt()];
        in.readFully(column);
        ins[i] = new DataInputStream(new ByteArrayInputStream(column));
      }
      List<Entry> entries = new ArrayList<>(count);
      for (int i = 0; i < count; i++) {
        SiliconCase c = readCase(ins, SplitMix.seedOf(setSeed, i));
        entries.add(new Entry(c, readResult(ins, c.in())));
      }
      return entries;
    }
  }

  private static DataInputStream at(DataInputStream[] ins, Column c) {
    return ins[c.ordinal()];
  }

  private static SiliconCase readCase(DataInputStream[] ins, long seed) throws IOException {
    byte[] insn = new byte[at(ins, Column.INSN).readUnsignedByte()];
    at(ins, Column.INSN).readFully(insn);
    int place = at(ins, Column.PLACE).readUnsignedShort();
    int mask = at(ins, Column.MASKS).readUnsignedByte();
    int[] gpr = new int[8];
    for (int i = 0; i < 8; i++) {
      boolean told = (mask >> i & 1) != 0;
      gpr[i] = told ? at(ins, Column.REGISTERS).readInt() : StatePool.register(seed, i);
    }
    int flags = at(ins, Column.FLAGS).readInt() ^ StatePool.flags(seed);
    int undefined = at(ins, Column.FLAGS).readUnsignedShort();
    int[] selectors = new int[6];
    for (int i = 0; i < 6; i++) {
      selectors[i] = at(ins, Column.SELECTORS).readUnsignedShort();
    }
    int patchCount = at(ins, Column.PATCHES).readUnsignedByte();
    List<SiliconCase.Patch> patches = new ArrayList<>();
    for (int i = 0; i < patchCount; i++) {
      int address = at(ins, Column.PATCHES).readInt();
      byte[] bytes = new byte[at(ins, Column.PATCHES).readUnsignedByte()];
      at(ins, Column.PATCHES).readFully(bytes);
      patches.add(new SiliconCase.Patch(address, bytes));
    }
    int eip = Windows.CODE + place - SiliconLdt.base(selectors[SiliconCase.CS]);
    var in = new SiliconCase.Registers(gpr, eip, flags, selectors);
    return new SiliconCase(in, insn, place, patches, undefined);
  }

  private static SiliconResult readResult(DataInputStream[] ins, SiliconCase.Registers in)
      throws IOException {
    int code = at(ins, Column.OUTCOME).readUnsignedByte();
    var outcome = SiliconResult.Outcome.values()[code >> 6];
    boolean exception = outcome == SiliconResult.Outcome.EXCEPTION;
    int error = exception ? at(ins, Column.FAULT).readInt() : 0;
    int cr2 = exception ? at(ins, Column.FAULT).readInt() : 0;
    int mask = at(ins, Column.OUTCOME).readUnsignedByte();
    int[] gpr = in.gpr().clone();
    for (int i = 0; i < 8; i++) {
      if ((mask >> i & 1) != 0) {
        gpr[i] = at(ins, Column.OUT_REGISTERS).readInt();
      }
    }
    int eip = in.eip() + at(ins, Column.OUT_FLAGS).readInt();
    int eflags = in.eflags() ^ at(ins, Column.OUT_FLAGS).readInt();
    int[] selectors = in.selectors().clone();
    for (int i = 0; i < 6; i++) {
      selectors[i] ^= at(ins, Column.OUT_SELECTORS).readUnsignedShort();
    }
    DataInputStream memory = at(ins, Column.MEMORY);
    int changed = memory.readUnsignedShort();
    long hash = changed > SiliconResult.TOLD ? memory.readLong() : 0;
    int told = changed > SiliconResult.TOLD ? 0 : changed;
    int[] addresses = new int[told];
    byte[] bytes = new byte[told];
    int last = 0;
    for (int i = 0; i < told; i++) {
      last += memory.readInt();
      addresses[i] = last;
      bytes[i] = memory.readByte();
    }
    var out = new SiliconCase.Registers(gpr, eip, eflags, selectors);
    return new SiliconResult(
        out, outcome, code & 0x3F, error, cr2, changed, hash, addresses, bytes);
  }
}
