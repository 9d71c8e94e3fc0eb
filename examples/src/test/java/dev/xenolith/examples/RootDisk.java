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
  private static final Path QEMU_IMG = Path.of("/usr/bin/qemu-img");
  private static final int PATIENCE_SECONDS = 300;

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

  /** An empty filesystem of 16 MiB in a file beside it, in blocks of 4096 bytes. */
  RootDisk filesystem(String name) throws Exception {
    Path file = image.resolveSibling(name);
    tool(0, "mke2fs", "-q", "-t", "ext4", "-b", "4096", file.toString(), "16M");
    return new RootDisk(file);
  }

  /** A qcow2 image that takes what is changed on it. */
  Path overlay(String name) throws Exception {
    assumeTrue(Files.exists(QEMU_IMG), "no " + QEMU_IMG + "; it is in qemu-utils");
    Path overlay = image.resolveSibling(name);
    String base = image.getFileName().toString();
    String[] create = {QEMU_IMG.toString(), "create", "-f", "qcow2", "-F", "raw", "-b"};
    List<String> command = new ArrayList<>(List.of(create));
    command.addAll(List.of(base, overlay.toString()));
    tool(0, command.toArray(new String[0]));
    return overlay;
  }

  /** Asks qemu-img about an overlay, and e2fsck about what it holds. */
  void assertClean(Path overlay) throws Exception {
    String qemu = QEMU_IMG.toString();
    Path raw = overlay.resolveSibling("whole.img");
    tool(0, qemu, "check", "-f", "qcow2", overlay.toString());
    tool(0, qemu, "convert", "-f", "qcow2", "-O", "raw", overlay.toString(), raw.toString());
    new RootDisk(raw).assertClean();
  }

  /** Asks e2fsck whether anything is wrong, without repairing it. */
  void assertClean() throws Exception {
    tool(0, "e2fsck", "-fn", image.toString());
  }

  /** Puts a file on it, in a folder that is there or can be made. */
  void put(Path file, String path) throws Exception {
    String folder = "";
    for (String part : path.substring(1, path.lastIndexOf('/')).split("/")) {
      folder += "/" + part;
      tool(0, "debugfs", "-w", "-R", "mkdir " + folder, image.toString());
    }
    tool(0, "debugfs", "-w", "-R", "write " + file + " " + path, image.toString());
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
