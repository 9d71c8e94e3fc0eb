package dev.xenolith.dom0.disk.qcow2;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The judge of images: QEMU's own tool. */
final class QemuImg {
  private static final Path TOOL = Path.of("/usr/bin/qemu-img");

  private QemuImg() {}

  /** How a call ended, and what it said. */
  record Answer(int status, String said) {}

  static Answer call(Path folder, String... arguments) throws Exception {
    assumeTrue(Files.isExecutable(TOOL), "no " + TOOL + "; it is in qemu-utils");
    List<String> command = new ArrayList<>(List.of(TOOL.toString()));
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes());
    return new Answer(process.waitFor(), said);
  }

  /** Calls it, and it succeeds. */
  static void run(Path folder, String... arguments) throws Exception {
    Answer answer = call(folder, arguments);
    assertEquals(0, answer.status, answer.said);
  }

  /** Nothing is wrong with an image; clusters may be lost if {@code leaks}. */
  static void check(Path image, boolean leaks) throws Exception {
    Answer answer = call(image.getParent(), "check", "-f", "qcow2", image.toString());
    boolean fine = answer.status == 0 || leaks && answer.status == 3;
    assertEquals(true, fine, answer.said);
  }

  /** Two images hold the same. */
  static void compare(Path raw, Path qcow2) throws Exception {
    run(raw.getParent(), "compare", "-f", "raw", "-F", "qcow2", raw.toString(), qcow2.toString());
  }
}
