package dev.xenolith.hv.machine.memory;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/** Gives pages back to the host: madvise(2) with MADV_DONTNEED, where there is such a call. */
final class HostPages {
  private static final int MADV_DONTNEED = 4;
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
