package dev.xenolith.hv.machine.cpu.interpret;

import dev.xenolith.hv.machine.cpu.decode.Insn;

/** Packed integers in MMX and XMM registers. */
final class PackedOps {
  private final SystemOps system;

  PackedOps(Core core, SystemOps system) {
    this.system = system;
  }

  int execute(Insn insn) {
    return system.execute(insn);
  }
}
