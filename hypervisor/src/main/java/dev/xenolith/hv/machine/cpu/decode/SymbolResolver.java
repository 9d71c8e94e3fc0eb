package dev.xenolith.hv.machine.cpu.decode;

/** Names addresses for the disassembler. */
@FunctionalInterface
public interface SymbolResolver {
  /** Knows no name. */
  SymbolResolver NONE = address -> null;

  /**
   * The name of an address, with its distance from the symbol if there is one ({@code
   * start_kernel+0x1c}).
   *
   * @return null when it has none
   */
  String resolve(long address);
}
