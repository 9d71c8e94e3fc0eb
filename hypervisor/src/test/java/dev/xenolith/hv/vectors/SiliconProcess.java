package dev.xenolith.hv.vectors;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/** The harness of {@code src/vectors/native/silicon.c}, built with gcc and running. */
final class SiliconProcess implements AutoCloseable {
  /** Cases in one exchange. */
  static final int BATCH = 4096;

  private static final int MAX_PATCHES = 4;
  private static final int PATCH_BYTES = 32;
  private static final int INSN_BYTES = 63;

  private final Process process;
  private final OutputStream in;
  private final DataInputStream out;

  private SiliconProcess(Process process) {
    this.process = process;
    this.in = process.getOutputStream();
    this.out = new DataInputStream(new BufferedInputStream(process.getInputStream(), 1 << 20));
  }

  /** Why the harness cannot run here, or null when it can. */
  static String missing() {
    if (!System.getProperty("os.arch").equals("amd64") || !Files.isDirectory(Path.of("/proc"))) {
      return "the harness needs an x86-64 Linux host";
    }
    for (String dir : System.getenv().getOrDefault("PATH", "").split(":")) {
      if (Files.isExecutable(Path.of(dir, "gcc"))) {
        return null;
      }
    }
    return "no gcc on the PATH";
  }

  /** Compiles the harness into a folder and starts it. */
  static SiliconProcess start(Path folder) throws IOException, InterruptedException {
    Path source = Path.of("src/vectors/native/silicon.c");
    if (!Files.exists(source)) {
      source = Path.of("hypervisor").resolve(source);
    }
    Path binary = folder.resolve("silicon");
    Process gcc =
        new ProcessBuilder(
                "gcc",
                "-O2",
                "-Wall",
                "-Wextra",
                "-Werror",
                "-mgeneral-regs-only",
                "-fno-stack-protector",
                "-o",
                binary.toString(),
                source.toString())
            .inheritIO()
            .start();
    if (gcc.waitFor() != 0) {
      throw new IOException("gcc failed on " + source);
    }
    return new SiliconProcess(
        new ProcessBuilder(binary.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start());
  }

  /** Executes cases; at most {@link #BATCH} at once. */
  List<SiliconResult> execute(List<SiliconCase> cases) throws IOException {
    return exchange(cases, SiliconProcess::encode, UnitResult::base);
  }

  /** Executes cases with floating-point state; at most {@link #BATCH} at once. */
  List<UnitResult> executeUnits(List<UnitCase> cases) throws IOException {
    return exchange(cases, c -> encode(c.base(), c.gpr(), c.image()), r -> r);
  }

  private <C, R> List<R> exchange(
      List<C> cases, Function<C, byte[]> encoder, Function<UnitResult, R> part) throws IOException {
    ByteArrayOutputStream batch = new ByteArrayOutputStream();
    batch.write(ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(cases.size()).array());
    for (C c : cases) {
      batch.write(encoder.apply(c));
    }
    // The harness reads the whole batch before it answers, so writing first cannot deadlock.
    in.write(batch.toByteArray());
    in.flush();
    List<R> results = new ArrayList<>();
    for (C c : cases) {
      try {
        results.add(part.apply(decode()));
      } catch (EOFException e) {
        throw new IOException("the harness died in or after " + c, e);
      }
    }
    return results;
  }

  private static byte[] encode(SiliconCase c) {
    long[] gpr = new long[UnitCase.REGISTERS];
    for (int i = 0; i < c.in().gpr().length; i++) {
      gpr[i] = Integer.toUnsignedLong(c.in().gpr()[i]);
    }
    return encode(c, gpr, null);
  }

  private static byte[] encode(SiliconCase c, long[] gpr, long[] image) {
    ByteBuffer b = ByteBuffer.allocate(1024).order(ByteOrder.LITTLE_ENDIAN);
    b.putShort((short) 0);
    for (long r : gpr) {
      b.putLong(r);
    }
    b.putLong(Integer.toUnsignedLong(c.in().eip()));
    b.putInt(c.in().eflags());
    for (int s : c.in().selectors()) {
      b.putShort((short) s);
    }
    b.put((byte) c.insn().length);
    b.put(c.insn());
    b.put(new byte[INSN_BYTES - c.insn().length]);
    b.putShort((short) c.codeOffset());
    if (c.patches().size() > MAX_PATCHES) {
      throw new IllegalArgumentException("too many patches: " + c);
    }
    b.put((byte) (image == null ? 0 : 1));
    for (int i = 0; i < UnitCase.WORDS; i++) {
      b.putLong(image == null ? 0 : image[i]);
    }
    b.put((byte) c.patches().size());
    for (SiliconCase.Patch p : c.patches()) {
      b.putInt(p.address());
      b.put((byte) p.bytes().length);
      b.put(p.bytes());
      b.put(new byte[PATCH_BYTES - p.bytes().length]);
    }
    b.putShort(0, (short) (b.position() - 2));
    byte[] all = new byte[b.position()];
    b.flip().get(all);
    return all;
  }

  private UnitResult decode() throws IOException {
    byte[] raw = new byte[Short.toUnsignedInt(Short.reverseBytes(out.readShort()))];
    out.readFully(raw);
    ByteBuffer b = ByteBuffer.wrap(raw).order(ByteOrder.LITTLE_ENDIAN);
    long[] gpr = words(b, UnitCase.REGISTERS);
    int[] low = Arrays.stream(gpr).limit(8).mapToInt(value -> (int) value).toArray();
    int eip = (int) b.getLong();
    int eflags = b.getInt();
    int[] selectors = new int[6];
    for (int i = 0; i < selectors.length; i++) {
      selectors[i] = Short.toUnsignedInt(b.getShort());
    }
    var outcome = SiliconResult.Outcome.values()[b.get()];
    int vector = b.get();
    int error = b.getInt();
    int cr2 = b.getInt();
    long[] image = words(b, UnitCase.WORDS);
    boolean exception = outcome == SiliconResult.Outcome.EXCEPTION;
    int changed = Short.toUnsignedInt(b.getShort());
    long hash = b.getLong();
    int told = b.remaining() / 5;
    int[] addresses = new int[told];
    byte[] bytes = new byte[told];
    for (int i = 0; i < told; i++) {
      addresses[i] = b.getInt();
      bytes[i] = b.get();
    }
    SiliconResult base =
        new SiliconResult(
            new SiliconCase.Registers(low, eip, eflags, selectors),
            outcome,
            exception ? vector : 0,
            exception ? error : 0,
            exception ? cr2 : 0,
            changed,
            hash,
            addresses,
            bytes);
    return new UnitResult(base, gpr, image);
  }

  private static long[] words(ByteBuffer b, int count) {
    long[] words = new long[count];
    for (int i = 0; i < count; i++) {
      words[i] = b.getLong();
    }
    return words;
  }

  @Override
  public void close() throws IOException {
    in.close();
    process.destroy();
  }
}
