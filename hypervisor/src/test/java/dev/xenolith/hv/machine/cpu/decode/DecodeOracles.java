package dev.xenolith.hv.machine.cpu.decode;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * The two programs the decoder is compared with, run as children. See {@code src/vectors/decode}.
 */
final class DecodeOracles {
  private static final Path SOURCES = Path.of("src", "vectors", "decode");

  private final Path work;
  private final Path opdis;

  private DecodeOracles(Path work, Path opdis) {
    this.work = work;
    this.opdis = opdis;
  }

  /** Why they cannot be run, or nothing when they can. */
  static Optional<String> missing(Path work) {
    try {
      if (run(work, "gcc", "-O2", "-o", "opdis", absolute("opdis.c"), "-lopcodes", "-lbfd") != 0) {
        return Optional.of("gcc or the headers of libopcodes (binutils-dev) are missing");
      }
      Files.copy(SOURCES.resolve("iced.cjs"), work.resolve("iced.cjs"));
      if (run(work, "npm", "install", "--silent", "--prefix", ".", "iced-x86@1.21.0") != 0) {
        return Optional.of("the npm package iced-x86 1.21.0 cannot be installed");
      }
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of(e.getMessage());
    }
  }

  static DecodeOracles in(Path work) {
    return new DecodeOracles(work, work.resolve("opdis"));
  }

  private static String absolute(String source) {
    return SOURCES.resolve(source).toAbsolutePath().toString();
  }

  private static int run(Path work, String... command) throws IOException {
    Process process =
        new ProcessBuilder(command)
            .directory(work.toFile())
            .redirectErrorStream(true)
            .redirectOutput(work.resolve("log").toFile())
            .start();
    return await(process);
  }

  private static int await(Process process) {
    try {
      return process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  /** Asks both about specimens of one mode and notes the answers in them. */
  void ask(CodeMode mode, List<Specimen> specimens) {
    String bits = Integer.toString(mode.bits());
    String isa = mode == CodeMode.BITS64 ? ",intel64" : "";
    List<String> att = filter(specimens, opdis.toString(), bits, "att" + isa);
    List<String> intel = filter(specimens, opdis.toString(), bits, "intel" + isa);
    List<String> iced = filter(specimens, "node", "iced.cjs", bits);
    for (int i = 0; i < specimens.size(); i++) {
      Specimen specimen = specimens.get(i);
      String[] lengthAndText = att.get(i).split("\t", 2);
      specimen.objdumpLength = Integer.parseInt(lengthAndText[0]);
      specimen.objdumpAtt = lengthAndText[1];
      specimen.objdumpIntel = intel.get(i).split("\t", 2)[1];
      specimen.iced = iced.get(i);
    }
  }

  private List<String> filter(List<Specimen> specimens, String... command) {
    try {
      Path in = Files.createTempFile(work, "in", null);
      Path out = Files.createTempFile(work, "out", null);
      List<String> lines = new ArrayList<>(specimens.size());
      for (Specimen specimen : specimens) {
        lines.add(HexFormat.of().formatHex(specimen.bytes));
      }
      Files.write(in, lines);
      Process process =
          new ProcessBuilder(command)
              .directory(work.toFile())
              .redirectInput(in.toFile())
              .redirectOutput(out.toFile())
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      int status = await(process);
      List<String> answers = Files.readAllLines(out, StandardCharsets.ISO_8859_1);
      Files.delete(in);
      Files.delete(out);
      if (status != 0 || answers.size() != specimens.size()) {
        throw new IllegalStateException(command[0] + ": " + status + ", " + answers.size());
      }
      return answers;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
