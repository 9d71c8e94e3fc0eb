package dev.xenolith.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.xenolith.dom0.builder.DomainSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Each behaviour of examples/conformance, in a domain of its own, line by line against what real
 * Xen 4.17 answered.
 */
class ConformanceTest {
  private static final Path CONFORMANCE = Path.of("conformance");

  /** The kernel marks its lines, so that nothing else on a console is taken for one. */
  private static final String MARK = "> ";

  /** What stands in a recording whose domain did not get to its end. */
  private static final String ENDED_EARLY = "(the domain ended here)";

  /** Far more than a run takes on a busy machine; reached only when a kernel hangs. */
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  @TestFactory
  Stream<DynamicTest> pv64() throws IOException {
    return behaviours("pv64", "conformance64.elf");
  }

  @TestFactory
  Stream<DynamicTest> pv32() throws IOException {
    return behaviours("pv32", "conformance32.elf");
  }

  @Test
  void everyBehaviourIsRecordedAndEveryRecordingIsOfOne() throws IOException {
    Set<String> sources = names("both", ".c");
    sources.addAll(names("pv64", ".c"));
    sources.addAll(names("pv32", ".c"));
    Set<String> recordings = names("expected/pv64", ".txt");
    recordings.addAll(names("expected/pv32", ".txt"));
    assertEquals(sources, recordings);
  }

  private static Stream<DynamicTest> behaviours(String width, String image) throws IOException {
    byte[] kernel = Files.readAllBytes(CONFORMANCE.resolve(image));
    Path recordings = CONFORMANCE.resolve("expected").resolve(width);
    return names("expected/" + width, ".txt").stream()
        .map(
            name ->
                DynamicTest.dynamicTest(
                    name.replace('-', ' '),
                    () ->
                        assertEquals(
                            Files.readString(recordings.resolve(name + ".txt")),
                            assertTimeoutPreemptively(PATIENCE, () -> answer(kernel, name)))));
  }

  /** The names of the files of a folder that end so, without that ending. */
  private static Set<String> names(String folder, String ending) throws IOException {
    Set<String> names = new TreeSet<>();
    Path directory = CONFORMANCE.resolve(folder);
    if (Files.isDirectory(directory)) {
      try (Stream<Path> files = Files.list(directory)) {
        files
            .map(file -> file.getFileName().toString())
            .filter(name -> name.endsWith(ending))
            .forEach(name -> names.add(name.substring(0, name.length() - ending.length())));
      }
    }
    return names;
  }

  private static String answer(byte[] kernel, String name)
      throws ExecutionException, InterruptedException {
    List<String> said = new ArrayList<>();
    for (String line : GuestRun.of(domain(kernel, name)).lines()) {
      said.add(line.startsWith(MARK) ? line.substring(MARK.length()) : "unmarked: " + line);
    }
    assertEquals("begin " + name, said.removeFirst());
    if (said.isEmpty() || !said.getLast().equals("end")) {
      said.add(ENDED_EARLY);
    } else {
      said.removeLast();
    }
    return String.join("\n", said) + "\n";
  }

  /** As the judge ran it: 32 MiB and two vCPUs. */
  private static DomainSpec domain(byte[] kernel, String name) {
    var image = new DomainSpec.Image("conformance.elf", kernel);
    DomainSpec one = DomainSpec.of(name, 32, image, "run=" + name);
    return new DomainSpec(
        one.name(),
        one.uuid(),
        one.memoryKib(),
        one.maxMemoryKib(),
        2,
        2,
        one.kernel(),
        one.ramdisk(),
        one.cmdline(),
        one.limits());
  }
}
