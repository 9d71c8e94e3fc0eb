package dev.xenolith.dom0.xl;

import dev.xenolith.dom0.builder.DomainBuildException;
import dev.xenolith.dom0.builder.KernelSymbols;
import dev.xenolith.dom0.elf.SymbolTable;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** The hypervisor's report on a crashed domain, with names of the kernel's functions in it. */
final class CrashText {
  private static final Pattern FIRST =
      Pattern.compile("\\(XEN\\) Domain \\d+ (\\(vcpu#\\d+\\) )?crashed: .*");

  private final SymbolTable symbols;

  private CrashText(SymbolTable symbols) {
    this.symbols = symbols;
  }

  /** With names from this System.map. */
  static CrashText withMap(Path file) throws CommandFailedException {
    try {
      return new CrashText(KernelSymbols.ofSystemMap(file));
    } catch (DomainBuildException e) {
      throw new CommandFailedException(
          ExitStatus.BAD_CONFIG,
          "--symbols: "
              + e.getMessage()
              + "; without --symbols, names come from the kernel itself");
    }
  }

  /** With the names that are in the kernel, none if its file is gone by now. */
  static CrashText withNamesOf(Path kernel) {
    try {
      return new CrashText(KernelSymbols.ofKernel(kernel));
    } catch (DomainBuildException e) {
      return new CrashText(SymbolTable.EMPTY);
    }
  }

  /** The last report in this log, or all of the log. */
  List<String> lines(List<String> log, boolean all) {
    int from = 0;
    for (int i = 0; !all && i < log.size(); i++) {
      from = FIRST.matcher(log.get(i)).matches() ? i : from;
    }
    return log.subList(from, log.size()).stream().map(symbols::annotate).toList();
  }
}
