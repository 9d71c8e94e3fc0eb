package dev.xenolith.hv.machine.cpu.interpret;

import dev.xenolith.hv.machine.cpu.Alu;

/** What {@link RegionCompiler} makes classes of: a region of packed code as JVM bytecode. */
abstract class RegionCode {
  /**
   * Runs from the region's head until it leaves; {@link RareForms#leftTo} tells where the guest
   * goes on.
   *
   * @param far whether edges to other pages lead where they led when this was compiled
   * @return how much of the budget is left
   */
  abstract int run(RareForms loop, long[] gpr, Alu alu, boolean far, int left);
}
