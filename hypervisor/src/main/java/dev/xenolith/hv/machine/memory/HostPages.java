package dev.xenolith.hv.machine.memory;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What the host does with pages: takes them back by madvise(2) with MADV_DONTNEED and tells of them
 * in proc(5), where there are such.
 */
final class HostPages {
  private static final int MADV_DONTNEED = 4;
  private static final Path MAPPINGS = Path.of("/proc/self/smaps");
  private static final Pattern RANGE = Pattern.compile("([0-9a-f]+)-([0-9a-f]+) ");
  private static final MethodHandle MADVISE = find();

  private HostPages() {}

  @SuppressWarnings("restricted")
  private static MethodHandle find() {
    if (!System.getProperty("os.name").startsWith("Linux")) {
      // Other systems keep the contents with this advice.
      return null;
    }
    Linker linker = Linker.nativeLinker();
    FunctionDescriptor type =
        FunctionDescriptor.of(
            ValueLayout.JAVA_INT,
            ValueLayout.JAVA_LONG,
            ValueLayout.JAVA_LONG,
            ValueLayout.JAVA_INT);
    return linker
        .defaultLookup()
        .find("madvise")
        .map(symbol -> linker.downcallHandle(symbol, type))
        .orElse(null);
  }

  /** How much of the mapping with this address has pages of its own: Rss in proc_pid_smaps(5). */
  static OptionalLong resident(long address) {
    try (Stream<String> lines = Files.lines(MAPPINGS)) {
      return lines
          .dropWhile(line -> !isMappingOf(line, address))
          .filter(line -> line.startsWith("Rss:"))
          .limit(1)
          .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) << 10)
          .findFirst();
    } catch (IOException | UncheckedIOException e) {
      return OptionalLong.empty(); // not Linux, or /proc is not there
    }
  }

  private static boolean isMappingOf(String line, long address) {
    Matcher range = RANGE.matcher(line);
    return range.lookingAt()
        && Long.parseUnsignedLong(range.group(1), 16) <= address
        && address < Long.parseUnsignedLong(range.group(2), 16);
  }

  /** Makes the pages uncommitted zeroes; false if the host cannot do that and nothing was done. */
  static boolean discard(long address, long bytes) {
    if (MADVISE == null) {
      return false;
    }
    try {
      return (int) MADVISE.invokeExact(address, bytes, MADV_DONTNEED) == 0;
    } catch (Throwable e) {
      throw new IllegalStateException("madvise", e);
    }
  }
}
