package dev.xenolith.pv.kit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The porting kit's front ends, compiled for the host with the compiler's sanitizers, against back
 * ends and a xenstore in C that behave, misbehave, and anything between.
 */
class PortingKitTest {
  private static final Path KIT = Path.of("src/main/c");
  private static final Path TESTS = Path.of("src/test/c");
  private static final Path HEADERS = Path.of("../guest-abi/src/main/c/include");
  private static final boolean LONG = Boolean.getBoolean("xenolith.long");
  private static final int MINUTES = LONG ? 60 : 20;

  @TempDir Path folder;

  private static String run(List<String> command) throws Exception {
    Path output = Files.createTempFile("kit", ".out");
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      if (!process.waitFor(MINUTES, TimeUnit.MINUTES)) {
        process.destroyForcibly().waitFor();
        throw new AssertionError(command.getFirst() + " does not come to an end");
      }
      String said = Files.readString(output, StandardCharsets.ISO_8859_1);
      assertEquals(0, process.exitValue(), () -> String.join(" ", command) + ":\n" + said);
      return said;
    } finally {
      Files.delete(output);
    }
  }

  private static boolean hasCompiler() {
    String host = System.getProperty("os.name") + "/" + System.getProperty("os.arch");
    if (!host.equals("Linux/amd64")) {
      return false; // Xen's interfaces are those of one processor
    }
    try {
      run(List.of("gcc", "--version"));
      return true;
    } catch (IOException e) {
      return false;
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private String compile(String name, List<Path> sources) throws Exception {
    assumeTrue(hasCompiler(), "no gcc for Linux on x86");
    String program = folder.resolve(name).toString();
    List<String> command =
        new ArrayList<>(
            List.of(
                "gcc", "-std=gnu17", "-g", "-O1", "-Wall", "-Wextra", "-Werror", "-o", program));
    command.addAll(List.of("-fsanitize=address,undefined", "-fno-sanitize-recover=all"));
    command.addAll(List.of("-I", KIT.resolve("include").toString(), "-I", HEADERS.toString()));
    sources.forEach(s -> command.add(s.toString()));
    run(command);
    return program;
  }

  /** What a world does to the pages that it keeps is no leak of the front end's. */
  private static String run(String program, int seed, int worlds) throws Exception {
    return run(
        List.of(
            "env", "ASAN_OPTIONS=detect_leaks=0", program, "" + seed, Integer.toString(worlds)));
  }

  @Test
  void noBackEndDoesMoreThanItMay() throws Exception {
    List<Path> sources = new ArrayList<>();
    try (Stream<Path> kit = Files.list(KIT)) {
      kit.filter(f -> f.toString().endsWith(".c") && !f.endsWith("xenstore.c"))
          .forEach(sources::add);
    }
    List.of("world.c", "backend.c", "hostile.c").forEach(f -> sources.add(TESTS.resolve(f)));
    System.out.print(run(compile("hostile", sources), 1, LONG ? 2_000_000 : 10_000));
  }

  @Test
  void xenstoreIsUnderstoodInPiecesAndNotBelievedWhenItMakesNoSense() throws Exception {
    String program =
        compile(
            "store",
            List.of(KIT.resolve("xenstore.c"), KIT.resolve("text.c"), TESTS.resolve("store.c")));
    // A client that has lost its place stays lost, so that there is little to see behind that.
    for (int seed = 0; seed < (LONG ? 1000 : 10); seed++) {
      System.out.print(run(program, 1 + seed * 200, 200));
    }
  }
}
