package dev.xenolith.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.xenolith.dom0.disk.DiskSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The disk that examples/debian/rootfs makes, and what the host's own tools say of it. */
record RootDisk(Path image) {
  private static final Path SCRIPT = Path.of("debian/rootfs").toAbsolutePath();
  private static final Path BUSYBOX = Path.of("debian/.cache/bin/busybox").toAbsolutePath();
  private static final int PATIENCE_SECONDS = 60;

  /** A new disk in a folder, or none and the test is skipped where a tool is missing. */
  static RootDisk make(Path folder, String... options) throws Exception {
    for (String tool : new String[] {"mke2fs", "e2fsck", "debugfs"}) {
      assumeTrue(
          Files.exists(Path.of("/sbin", tool)) || Files.exists(Path.of("/usr/sbin", tool)),
          "no " + tool + "; it is in Debian's package e2fsprogs");
    }
    assumeTrue(Files.exists(BUSYBOX), "no " + BUSYBOX + "; examples/debian/fetch brings it");
    RootDisk disk = new RootDisk(folder.resolve("root.img"));
    List<String> command = new ArrayList<>(List.of(SCRIPT.toString()));
    command.addAll(List.of(options));
    command.add(disk.image.toString());
    disk.tool(0, command.toArray(new String[0]));
    return disk;
  }

  /** A copy of it under another name. */
  RootDisk copy(String name) throws IOException {
    return new RootDisk(Files.copy(image, image.resolveSibling(name)));
  }

  /** As {@code xvda} for a guest that may write. */
  DiskSpec writable() {
    return DiskSpec.raw(image, "xvda");
  }

  /** Asks e2fsck whether anything is wrong, without repairing it. */
  void assertClean() throws Exception {
    tool(0, "e2fsck", "-fn", image.toString());
  }

  /** What a file on it holds. */
  String read(String path) throws Exception {
    return tool(0, "debugfs", "-R", "cat " + path, image.toString());
  }

  private String tool(int expected, String... command) throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
    builder.environment().merge("PATH", ":/usr/sbin:/sbin", String::concat);
    Process process = builder.start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes());
    assertEquals(true, process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS), "it hangs");
    assertEquals(expected, process.exitValue(), output);
    return output;
  }
}
