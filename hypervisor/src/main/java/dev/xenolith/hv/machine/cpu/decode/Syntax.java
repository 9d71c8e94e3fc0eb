package dev.xenolith.hv.machine.cpu.decode;

/** How instructions are written. */
public enum Syntax {
  /** Source first, sizes in the mnemonic, as the GNU assembler reads it. */
  ATT,
  /** Destination first, sizes at memory operands, as the processor manuals write it. */
  INTEL
}
