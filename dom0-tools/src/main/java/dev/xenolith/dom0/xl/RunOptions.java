package dev.xenolith.dom0.xl;

import dev.xenolith.dom0.config.CfgFile;
import dev.xenolith.dom0.config.ConfigException;
import dev.xenolith.dom0.config.ConfigProblem;
import dev.xenolith.dom0.config.DomainConfig;
import dev.xenolith.dom0.config.DomainConfigReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * Which domain to run: a configuration file, options in its place, and overrides of single keys.
 */
final class RunOptions {
  @Parameters(
      paramLabel = "CFG",
      arity = "0..*",
      description = {
        "Configuration file in xl.cfg syntax, then any",
        "number of key=value overrides."
      })
  List<String> arguments = new ArrayList<>();

  @Option(
      names = "--kernel",
      paramLabel = "FILE",
      description = "Kernel image, instead of or over CFG's.")
  String kernel;

  @Option(
      names = "--ramdisk",
      paramLabel = "FILE",
      description = "Ramdisk (initrd) handed to the kernel.")
  String ramdisk;

  @Option(names = "--cmdline", paramLabel = "TEXT", description = "Command line of the kernel.")
  String cmdline;

  @Option(names = "--memory", paramLabel = "MIB", description = "Memory in MiB (default: 32).")
  String memory;

  @Option(names = "--vcpus", paramLabel = "N", description = "Number of vCPUs (default: 1).")
  String vcpus;

  @Option(names = "--name", paramLabel = "NAME", description = "Name of the domain.")
  String name;

  /** The domain asked for; warnings go to {@code warn}. */
  DomainConfig config(Consumer<String> warn) throws ConfigException, CommandFailedException {
    if (arguments.isEmpty() && kernel == null) {
      throw new CommandFailedException(
          ExitStatus.USAGE, "which domain? Name a configuration file, or a kernel with --kernel");
    }
    Path folder = Path.of("");
    CfgFile file = CfgFile.parse(CfgFile.COMMAND_LINE, "");
    List<String> overrides = new ArrayList<>(arguments);
    if (!overrides.isEmpty() && !overrides.getFirst().contains("=")) {
      Path path = Path.of(overrides.removeFirst());
      for (String word : overrides) {
        if (!word.contains("=")) {
          throw CreateCommand.neitherFileNorAssignment(word, path.toString());
        }
      }
      file = read(path);
      folder = path.toAbsolutePath().getParent();
    }
    file =
        file.with(CfgFile.parse(CfgFile.COMMAND_LINE, String.join("\n", assignments(overrides))));
    DomainConfigReader reader = new DomainConfigReader(file, folder);
    DomainConfig config = reader.read();
    reader.warnings().forEach(w -> warn.accept(w.toString()));
    return config;
  }

  private static CfgFile read(Path path) throws ConfigException {
    try {
      if (isElf(path)) {
        throw problem(path, "a kernel image, not a configuration file; to boot it, use --kernel");
      }
      return CfgFile.read(path);
    } catch (NoSuchFileException e) {
      throw problem(path, "no such file");
    } catch (IOException e) {
      throw problem(
          path, Files.isDirectory(path) ? "is a folder" : "cannot be read: " + e.getMessage());
    }
  }

  private static boolean isElf(Path path) throws IOException {
    try (InputStream in = Files.newInputStream(path)) {
      return Arrays.equals(in.readNBytes(4), new byte[] {0x7F, 'E', 'L', 'F'});
    }
  }

  private static ConfigException problem(Path path, String text) {
    return new ConfigException(List.of(new ConfigProblem(path.toString(), 0, "", text)));
  }

  private List<String> assignments(List<String> overrides) {
    List<String> lines = new ArrayList<>(overrides);
    add(lines, "kernel", kernel == null ? null : Path.of(kernel).toAbsolutePath().toString());
    add(lines, "ramdisk", ramdisk == null ? null : Path.of(ramdisk).toAbsolutePath().toString());
    add(lines, "cmdline", cmdline);
    add(lines, "memory", memory);
    add(lines, "vcpus", vcpus);
    boolean named = name != null || !arguments.isEmpty();
    add(lines, "name", named || kernel == null ? name : nameOf(Path.of(kernel)));
    return lines;
  }

  private static void add(List<String> lines, String key, String value) {
    if (value != null) {
      lines.add(key + "=\"" + value.replace("\\", "\\\\").replace("\"", "\\\"") + "\"");
    }
  }

  private static String nameOf(Path kernel) {
    String name = kernel.getFileName().toString().replaceAll("[^A-Za-z0-9_.:+-]", "-");
    int dot = name.lastIndexOf('.');
    return dot > 0 ? name.substring(0, dot) : name;
  }
}
