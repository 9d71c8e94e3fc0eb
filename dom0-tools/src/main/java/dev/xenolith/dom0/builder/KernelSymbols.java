package dev.xenolith.dom0.builder;

import dev.xenolith.dom0.elf.BadImageException;
import dev.xenolith.dom0.elf.SymbolTable;
import dev.xenolith.dom0.elf.SystemMap;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Finds names for a kernel's addresses. */
public final class KernelSymbols {
  private static final long MOST_BYTES = 1L << 30;

  private KernelSymbols() {}

  /**
   * What the kernel's file says: its symbol table or, for a Linux without one, the table that it
   * has for itself. Empty when there is neither. Takes as long as unpacking the kernel does.
   */
  public static SymbolTable ofKernel(Path kernel) throws DomainBuildException {
    try {
      var image = new DomainSpec.Image(kernel.toString(), Files.readAllBytes(kernel));
      return KernelPayload.read(image, MOST_BYTES).elf().code();
    } catch (IOException e) {
      throw new DomainBuildException(
          DomainBuildException.Blame.IMAGE, kernel + ": " + e.getMessage(), e);
    }
  }

  /** What a System.map says. */
  public static SymbolTable ofSystemMap(Path file) throws DomainBuildException {
    try {
      return SystemMap.read(Files.readAllLines(file, StandardCharsets.ISO_8859_1));
    } catch (IOException | BadImageException e) {
      throw new DomainBuildException(
          DomainBuildException.Blame.CONFIGURATION, file + ": " + e.getMessage(), e);
    }
  }
}
