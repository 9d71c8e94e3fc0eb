package dev.xenolith.hv.trap;

import dev.xenolith.hv.machine.cpu.decode.Insn;
import dev.xenolith.hv.machine.cpu.decode.Op;
import dev.xenolith.hv.machine.cpu.decode.OperandKind;

/** How wide the memory operand of the instruction a vCPU stands at is. */
public final class WrittenOperand {
  private final CodeReader code;

  /** Looks at the instructions of this vCPU. */
  public WrittenOperand(TrapHost host) {
    code = new CodeReader(host.cpu(), host.linear());
  }

  /** Bytes of the operand the instruction at RIP can write, or 0 if it writes none. */
  public int bytes() {
    Insn i = code.decode();
    if (i == null) {
      return 0;
    }
    if (i.op() == Op.CMPXCHG8B) {
      return 8;
    }
    for (int n = 0; n < i.operandCount(); n++) {
      boolean written =
          i.kind(n) == OperandKind.MEMORY || i.kind(n) == OperandKind.STRING_DESTINATION;
      if (written) {
        return (i.bits(n) == 0 ? i.width() : i.bits(n)) / 8;
      }
    }
    boolean push =
        i.op() == Op.PUSH || i.op() == Op.CALL || i.op() == Op.CALL_IND || i.op() == Op.PUSHF;
    return push ? i.operandSize() / 8 : 0;
  }
}
