package dev.xenolith.hv.vectors;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The harness of {@code src/vectors/fpu/fpu.c}, built with gcc and running. */
final class FpuProcess implements AutoCloseable {
  /** Cases in one exchange. */
  static final int BATCH = 4096;

  private static final int CASE_BYTES = 24;
  private static final int ANSWER_BYTES = 22;

  private final Process process;
  private final OutputStream in;
  private final DataInputStream out;

  private FpuProcess(Process process) {
    this.process = process;
    this.in = process.getOutputStream();
    this.out = new DataInputStream(new BufferedInputStream(process.getInputStream(), 1 << 20));
  }

  /** Compiles the harness into a folder and starts it. */
  static FpuProcess start(Path folder) throws IOException, InterruptedException {
    Path source = Path.of("src/vectors/fpu/fpu.c");
    if (!Files.exists(source)) {
      source = Path.of("hypervisor").resolve(source);
    }
    String binary = folder.resolve("fpu").toString();
    Process gcc =
        new ProcessBuilder(
                "gcc",
                "-O2",
                "-Wall",
                "-Wextra",
                "-Werror",
                "-mno-red-zone",
                "-o",
                binary,
                source.toString())
            .inheritIO()
            .start();
    if (gcc.waitFor() != 0) {
      throw new IOException("gcc failed on " + source);
    }
    return new FpuProcess(
        new ProcessBuilder(binary).redirectError(ProcessBuilder.Redirect.INHERIT).start());
  }

  /** Executes cases; at most {@link #BATCH} at once. */
  List<FpuAnswer> execute(List<FpuCase> cases) throws IOException {
    ByteBuffer batch =
        ByteBuffer.allocate(4 + CASE_BYTES * cases.size()).order(ByteOrder.LITTLE_ENDIAN);
    batch.putInt(cases.size());
    for (FpuCase c : cases) {
      batch.putShort((short) c.op().number).putShort((short) c.control());
      batch.putLong(c.a()).putShort((short) c.aHigh());
      batch.putLong(c.b()).putShort((short) c.bHigh());
    }
    // The harness reads the whole batch before it answers, so writing first cannot deadlock.
    in.write(batch.array());
    in.flush();
    byte[] raw = new byte[ANSWER_BYTES * cases.size()];
    out.readFully(raw);
    ByteBuffer b = ByteBuffer.wrap(raw).order(ByteOrder.LITTLE_ENDIAN);
    List<FpuAnswer> answers = new ArrayList<>();
    for (int i = 0; i < cases.size(); i++) {
      long first = b.getLong();
      int firstHigh = Short.toUnsignedInt(b.getShort());
      long second = b.getLong();
      int secondHigh = Short.toUnsignedInt(b.getShort());
      int flags = Short.toUnsignedInt(b.getShort());
      answers.add(new FpuAnswer(first, firstHigh, second, secondHigh, flags));
    }
    return answers;
  }

  @Override
  public void close() throws IOException {
    in.close();
    process.destroy();
  }
}
