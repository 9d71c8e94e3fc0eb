package dev.xenolith.hv.machine.cpu.interpret;

import dev.xenolith.hv.machine.cpu.FpuState;
import dev.xenolith.hv.machine.cpu.decode.Insn;

/**
 * FNSTENV, FLDENV, FNSAVE and FRSTOR: the environment of the x87, seven words of 16 or 32 bits as
 * protected mode has them (SDM vol. 1, 8.1.10), and behind it the registers.
 */
final class EnvironmentOps {
  private static final int WORDS = 7;
  private static final int REGISTERS = 8;
  private static final int REGISTER_BYTES = 10;
  private static final int ALL_MASKED = 0x3F;
  private static final long LOW_32 = 0xFFFFFFFFL;

  private final FpuState fpu;
  private final StateArea area;

  EnvironmentOps(Core core) {
    fpu = core.state.fpu();
    area = new StateArea(core);
  }

  private static int unit(Insn insn) {
    return insn.operandSize() == 16 ? 2 : 4;
  }

  /** FNSTENV: afterwards all exceptions are masked. */
  void store(Insn insn) {
    int unit = unit(insn);
    area.locate(insn, WORDS * unit, 1, true);
    area.probe(WORDS * unit, unit);
    fill(unit);
    area.write(0, WORDS * unit, unit);
    fpu.setControl(fpu.control() | ALL_MASKED);
    fpu.settle();
  }

  /** FLDENV. */
  void load(Insn insn) {
    int unit = unit(insn);
    area.locate(insn, WORDS * unit, 1, false);
    area.read(0, WORDS * unit, unit);
    take(unit);
  }

  /** FNSAVE: afterwards the x87 is as after FNINIT. */
  void save(Insn insn) {
    int unit = unit(insn);
    int length = WORDS * unit + REGISTERS * REGISTER_BYTES;
    area.locate(insn, length, 1, true);
    area.probe(length, unit);
    fill(unit);
    for (int i = 0; i < REGISTERS; i++) {
      int at = WORDS * unit + REGISTER_BYTES * i;
      int physical = fpu.top() + i & 7;
      area.put(at, 8, fpu.significand(physical));
      area.put(at + 8, 2, fpu.signExponent(physical));
    }
    area.write(0, length, unit);
    fpu.initX87();
  }

  /** FRSTOR. */
  void restore(Insn insn) {
    int unit = unit(insn);
    int length = WORDS * unit + REGISTERS * REGISTER_BYTES;
    area.locate(insn, length, 1, false);
    area.read(0, length, unit);
    take(unit);
    for (int i = 0; i < REGISTERS; i++) {
      int at = WORDS * unit + REGISTER_BYTES * i;
      fpu.setRegister(fpu.top() + i & 7, area.get(at, 8), (int) area.get(at + 8, 2));
    }
  }

  private void fill(int unit) {
    long ones = unit == 2 ? 0 : 0xFFFF0000L;
    area.put(0, unit, fpu.control() | ones);
    area.put(unit, unit, fpu.status() | ones);
    area.put(2 * unit, unit, tags() | ones);
    area.put(3 * unit, unit, fpu.instructionPointer());
    area.put(4 * unit, unit, fpu.instructionSelector() | (long) fpu.opcode() << 16);
    area.put(5 * unit, unit, fpu.dataPointer());
    area.put(6 * unit, unit, fpu.dataSelector() | ones);
  }

  private void take(int unit) {
    fpu.setControl((int) area.get(0, unit));
    fpu.setStatus((int) area.get(unit, unit));
    fpu.settle();
    int tags = (int) area.get(2 * unit, unit);
    int full = 0;
    for (int i = 0; i < REGISTERS; i++) {
      full |= (tags >>> 2 * i & 3) == Tag.EMPTY ? 0 : 1 << i;
    }
    fpu.setFull(full);
    long selector = area.get(4 * unit, unit);
    fpu.setLast(
        (int) (selector >>> 16),
        (int) selector,
        area.get(3 * unit, unit) & LOW_32,
        (int) area.get(6 * unit, unit),
        area.get(5 * unit, unit) & LOW_32);
  }

  /** The tag word: two bits for each register, made from what it holds. */
  private int tags() {
    int tags = 0;
    for (int i = 0; i < REGISTERS; i++) {
      boolean empty = (fpu.full() >>> i & 1) == 0;
      tags |= (empty ? Tag.EMPTY : Tag.of(fpu.significand(i), fpu.signExponent(i))) << 2 * i;
    }
    return tags;
  }

  /** What a tag says of a register. */
  private static final class Tag {
    static final int VALID = 0;
    static final int ZERO = 1;
    static final int SPECIAL = 2;
    static final int EMPTY = 3;

    static int of(long significand, int signExponent) {
      int exponent = signExponent & 0x7FFF;
      if (exponent == 0 && significand == 0) {
        return ZERO;
      }
      return exponent == 0 || exponent == 0x7FFF || significand >= 0 ? SPECIAL : VALID;
    }
  }
}
