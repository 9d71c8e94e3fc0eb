package dev.xenolith.hv.vectors;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/** The formats of rings.c: what goes in, what comes out, and both together as a committed file. */
final class RingFile {
  private static final int PATCH_BYTES = 32;
  private static final int MAX_PATCHES = 4;

  /** A case and what Bochs made of it. */
  record Entry(RingCase test, RingResult result) {}

  private RingFile() {}

  /** Cases as rings.c reads them: a header, the descriptor tables, the cases. */
  static byte[] input(List<RingCase> cases) {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    body.writeBytes(new RingTables().bytes());
    for (RingCase c : cases) {
      body.writeBytes(encode(c));
    }
    ByteBuffer header = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
    header.putInt(cases.size()).putInt(body.size());
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(header.array());
    all.writeBytes(body.toByteArray());
    return all.toByteArray();
  }

  private static byte[] encode(RingCase c) {
    SiliconCase t = c.test();
    ByteBuffer b = ByteBuffer.allocate(512).order(ByteOrder.LITTLE_ENDIAN);
    b.putShort((short) 0);
    for (int r : t.in().gpr()) {
      b.putInt(r);
    }
    b.putInt(t.in().eip()).putInt(t.in().eflags());
    for (int s : t.in().selectors()) {
      b.putShort((short) s);
    }
    b.putInt(c.cr4());
    for (int r : c.dr()) {
      b.putInt(r);
    }
    b.putInt(c.dr7());
    b.put((byte) t.insn().length).put(t.insn()).put(new byte[15 - t.insn().length]);
    b.putShort((short) t.codeOffset());
    if (t.patches().size() > MAX_PATCHES) {
      throw new IllegalArgumentException("too many patches: " + c);
    }
    b.put((byte) t.patches().size());
    for (SiliconCase.Patch p : t.patches()) {
      b.putInt(p.address()).put((byte) p.bytes().length).put(p.bytes());
      b.put(new byte[PATCH_BYTES - p.bytes().length]);
    }
    b.putShort(0, (short) (b.position() - 2));
    byte[] bytes = new byte[b.position()];
    b.flip().get(bytes);
    return bytes;
  }

  /** Results as rings.c writes them. */
  static List<RingResult> results(byte[] output) {
    List<RingResult> results = new ArrayList<>();
    ByteBuffer all = ByteBuffer.wrap(output).order(ByteOrder.LITTLE_ENDIAN);
    while (all.hasRemaining()) {
      byte[] one = new byte[Short.toUnsignedInt(all.getShort())];
      all.get(one);
      results.add(result(ByteBuffer.wrap(one).order(ByteOrder.LITTLE_ENDIAN)));
    }
    return results;
  }

  private static SiliconCase.Registers registers(ByteBuffer b) {
    int[] gpr = new int[8];
    for (int i = 0; i < gpr.length; i++) {
      gpr[i] = b.getInt();
    }
    int eip = b.getInt();
    int eflags = b.getInt();
    int[] selectors = new int[6];
    for (int i = 0; i < selectors.length; i++) {
      selectors[i] = Short.toUnsignedInt(b.getShort());
    }
    return new SiliconCase.Registers(gpr, eip, eflags, selectors);
  }

  private static RingResult result(ByteBuffer b) {
    SiliconCase.Registers out = registers(b);
    var outcome = SiliconResult.Outcome.values()[b.get()];
    int vector = Byte.toUnsignedInt(b.get());
    int error = b.getInt();
    int cr2 = b.getInt();
    int[] system = new int[4];
    for (int i = 0; i < system.length; i++) {
      system[i] = b.getInt();
    }
    int[] tables = new int[4];
    for (int i = 0; i < tables.length; i++) {
      tables[i] = Short.toUnsignedInt(b.getShort());
    }
    int changed = Short.toUnsignedInt(b.getShort());
    int told = b.remaining() / 5;
    int[] addresses = new int[told];
    byte[] bytes = new byte[told];
    for (int i = 0; i < told; i++) {
      addresses[i] = b.getInt();
      bytes[i] = b.get();
    }
    var base = new SiliconResult(out, outcome, vector, error, cr2, changed, 0, addresses, bytes);
    return new RingResult(
        base, system[0], system[1], system[2], system[3], tables[0], tables[1], tables[2],
        tables[3]);
  }

  /** Writes cases and the output of rings.c for them. */
  static void write(OutputStream to, List<RingCase> cases, byte[] output) throws IOException {
    byte[] input = input(cases);
    ByteBuffer head = ByteBuffer.allocate(8 + 2 * cases.size()).order(ByteOrder.LITTLE_ENDIAN);
    head.putInt(input.length).putInt(output.length);
    for (RingCase c : cases) {
      head.putShort((short) c.test().undefined());
    }
    try (GZIPOutputStream out = new GZIPOutputStream(to)) {
      out.write(head.array());
      out.write(input);
      out.write(output);
    }
  }

  /** Reads what {@link #write} wrote. */
  static List<Entry> read(InputStream from) throws IOException {
    byte[] all;
    try (GZIPInputStream in = new GZIPInputStream(from)) {
      all = in.readAllBytes();
    }
    ByteBuffer b = ByteBuffer.wrap(all).order(ByteOrder.LITTLE_ENDIAN);
    int inputLength = b.getInt();
    int outputLength = b.getInt();
    int count = b.getInt(all.length - outputLength - inputLength);
    int[] undefined = new int[count];
    for (int i = 0; i < count; i++) {
      undefined[i] = b.getShort();
    }
    b.position(b.position() + 8 + 2 * Windows.PAGE);
    List<RingCase> cases = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      cases.add(decode(b, undefined[i]));
    }
    byte[] output = new byte[outputLength];
    b.get(output);
    List<RingResult> results = results(output);
    List<Entry> entries = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      entries.add(new Entry(cases.get(i), results.get(i)));
    }
    return entries;
  }

  private static RingCase decode(ByteBuffer b, int undefined) {
    b.getShort();
    SiliconCase.Registers in = registers(b);
    int cr4 = b.getInt();
    int[] dr = {b.getInt(), b.getInt(), b.getInt(), b.getInt()};
    int dr7 = b.getInt();
    byte[] insn = new byte[b.get()];
    b.get(insn);
    b.position(b.position() + 15 - insn.length);
    int offset = b.getShort();
    int patchCount = b.get();
    List<SiliconCase.Patch> patches = new ArrayList<>();
    for (int i = 0; i < patchCount; i++) {
      int address = b.getInt();
      byte[] bytes = new byte[b.get()];
      b.get(bytes);
      b.position(b.position() + PATCH_BYTES - bytes.length);
      patches.add(new SiliconCase.Patch(address, bytes));
    }
    return new RingCase(new SiliconCase(in, insn, offset, patches, undefined), cr4, dr, dr7);
  }
}
