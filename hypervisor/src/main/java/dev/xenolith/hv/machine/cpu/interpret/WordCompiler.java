package dev.xenolith.hv.machine.cpu.interpret;

import static dev.xenolith.hv.machine.cpu.interpret.Code.a;
import static dev.xenolith.hv.machine.cpu.interpret.Code.b;
import static dev.xenolith.hv.machine.cpu.interpret.Code64.shift;

import dev.xenolith.hv.machine.cpu.CpuState;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;

/**
 * Compiles packed operations that do not end a block. What has no case here is run by {@link
 * RareForms#rare}, with the registers put back for it.
 */
final class WordCompiler {
  private static final int RSP = CpuState.RSP;
  private static final int RBP = CpuState.RBP;

  private final RegionAssembler out;
  private final CodeBuilder c;
  private final Forms forms = new Forms64();

  WordCompiler(RegionAssembler out) {
    this.out = out;
    this.c = out.c;
  }

  /**
   * Compiles one.
   *
   * @param ip where its first word stands
   * @param w that word
   * @param second the word behind it
   * @return whether it may have changed code
   */
  boolean compile(int ip, long w, long second) {
    int operation = (int) w & Code.OPERATION;
    if (!forms.pure(operation)) {
      out.at(ip);
    }
    if (operation >= Code64.RARE) {
      return new RareCompiler(out).compile(ip, operation, w);
    }
    if (operation == Code64.INC || operation == Code64.DEC) {
      step(operation == Code64.INC, a(w), shift(w));
      return false;
    }
    if (operation >= Code64.RR) {
      arithmetic(operation & ~15, operation & 15, w);
      return false;
    }
    boolean done = moves(operation, w, second) || narrow(operation, w) || shifts(operation, w);
    done = done || reads(operation, w, second) || compares(operation, w, second);
    if (!done) {
      store(operation, w, second);
    }
    return !done;
  }

  private void step(boolean up, int register, int shift) {
    c.aload(RegionAssembler.ALU);
    out.getCut(register, shift);
    c.loadConstant(64 - shift);
    out.alu(up ? "inc" : "dec", "(JI)J");
    out.set(register);
  }

  private void arithmetic(int family, int operation, long w) {
    boolean quiet = family == Code64.RR_QUIET || family == Code64.RI_QUIET;
    if (!quiet) {
      c.aload(RegionAssembler.ALU);
    }
    out.get(a(w));
    int shift = shift(w);
    switch (family) {
      case Code64.RR, Code64.RR_QUIET -> out.get(b(w));
      case Code64.RI, Code64.RI_QUIET -> out.constant(w >> 32);
      default -> {
        shift = family == Code64.RM ? 0 : 32;
        out.load(w, 64 - shift);
      }
    }
    if (quiet) {
      quiet(operation);
    } else {
      out.operate(operation, 64 - shift);
    }
    if (operation >= Code.CMP) {
      c.pop2();
    } else {
      out.cut(shift);
      out.set(a(w));
    }
  }

  private void quiet(int operation) {
    switch (operation) {
      case Code.ADD -> c.ladd();
      case Code.OR -> c.lor();
      case Code.AND -> c.land();
      case Code.SUB -> c.lsub();
      case Code.XOR -> c.lxor();
      default -> throw new IllegalStateException("no quiet form of " + operation);
    }
  }

  // Each of these answers whether it has a case for the operation.

  private boolean moves(int operation, long w, long second) {
    switch (operation) {
      case Code64.MOV, Code64.MOV32 -> out.getCut(b(w), operation == Code64.MOV32 ? 32 : 0);
      case Code64.MOV_I -> out.constant(w >>> 32);
      case Code64.MOV_IS -> out.constant(w >> 32);
      case Code64.MOV_IW -> out.constant(second);
      case Code64.LEA, Code64.LEA32 -> {
        out.address(w);
        out.cut(operation == Code64.LEA32 ? 32 : 0);
      }
      case Code64.CMOV -> conditionalMove(w);
      case Code64.NOP -> {
        return true;
      }
      case Code64.BT_RI -> {
        c.aload(RegionAssembler.ALU);
        out.get(a(w));
        c.loadConstant((int) (w >> 32)).lushr().l2i().iconst_1().iand();
        out.alu("setCarry", "(Z)V");
        return true;
      }
      default -> {
        return false;
      }
    }
    out.set(a(w));
    return true;
  }

  private void conditionalMove(long w) {
    Label holds = c.newLabel();
    Label after = c.newLabel();
    out.condition(Code.x(w));
    c.ifne(holds);
    out.get(a(w));
    c.goto_(after);
    c.labelBinding(holds);
    out.get(b(w));
    c.labelBinding(after);
    out.cut(shift(w));
  }

  private boolean narrow(int operation, long w) {
    switch (operation) {
      case Code64.SETCC -> {
        out.condition(b(w));
        c.i2l();
        out.setByte(a(w));
      }
      case Code64.MOV8 -> {
        out.getByte(b(w));
        out.setByte(a(w));
      }
      case Code64.MOV8_I -> {
        out.constant(w >>> 32);
        out.setByte(a(w));
      }
      case Code64.MOVZX8, Code64.MOVZX16, Code64.MOVSX8, Code64.MOVSX16, Code64.MOVSXD ->
          extend(operation, w);
      default -> {
        return false;
      }
    }
    return true;
  }

  private void extend(int operation, long w) {
    if (operation == Code64.MOVZX8 || operation == Code64.MOVSX8) {
      out.getByte(b(w));
    } else {
      out.get(b(w));
    }
    switch (operation) {
      case Code64.MOVZX8 -> {}
      case Code64.MOVZX16 -> {
        out.constant(0xFFFF);
        c.land();
      }
      case Code64.MOVSX8 -> {
        c.l2i().i2b().i2l();
        out.cut(shift(w));
      }
      case Code64.MOVSX16 -> {
        c.l2i().i2s().i2l();
        out.cut(shift(w));
      }
      default -> c.l2i().i2l();
    }
    out.set(a(w));
  }

  private boolean shifts(int operation, long w) {
    int shift = shift(w);
    int count = (int) (w >> 32);
    switch (operation) {
      case Code64.SHL_I -> shiftBy("shl", w, count);
      case Code64.SHR_I -> shiftBy("shr", w, count);
      case Code64.SAR_I -> shiftBy("sar", w, count);
      case Code64.SHL_QUIET -> {
        out.get(a(w));
        c.loadConstant(count).lshl();
        out.cut(shift);
      }
      case Code64.SHR_QUIET -> {
        out.getCut(a(w), shift);
        c.loadConstant(count).lushr();
      }
      case Code64.SAR_QUIET -> {
        out.get(a(w));
        c.loadConstant(shift).lshl().loadConstant(shift + count).lshr();
        out.cut(shift);
      }
      default -> {
        return false;
      }
    }
    out.set(a(w));
    return true;
  }

  private void shiftBy(String name, long w, int count) {
    c.aload(RegionAssembler.ALU);
    out.getCut(a(w), shift(w));
    c.loadConstant(count).loadConstant(64 - shift(w));
    out.alu(name, "(JII)J");
  }

  private boolean reads(int operation, long w, long second) {
    switch (operation) {
      case Code64.LOAD64 -> out.load(w, 64);
      case Code64.LOAD32 -> out.load(w, 32);
      case Code64.LOAD16_Z -> out.load(w, 16);
      case Code64.LOAD8_Z -> out.load(w, 8);
      case Code64.LOAD8_S, Code64.LOAD16_S, Code64.LOAD32_S -> loadSigned(operation, w);
      case Code64.LOAD8 -> {
        out.load(w, 8);
        out.setByte(a(w));
        return true;
      }
      case Code64.POP -> {
        out.load(Code.memory(0, 0, RSP, Code.ZERO, 0, 0), 64);
        moveStack(8);
      }
      case Code64.LEAVE -> {
        out.load(Code.memory(0, 0, RBP, Code.ZERO, 0, 0), 64);
        out.get(RBP);
        out.constant(8);
        c.ladd();
        out.set(RSP);
        out.set(RBP);
        return true;
      }
      default -> {
        return false;
      }
    }
    out.set(a(w));
    return true;
  }

  private void loadSigned(int operation, long w) {
    switch (operation) {
      case Code64.LOAD8_S -> {
        out.load(w, 8);
        c.l2i().i2b().i2l();
        out.cut(shift(w));
      }
      case Code64.LOAD16_S -> {
        out.load(w, 16);
        c.l2i().i2s().i2l();
        out.cut(shift(w));
      }
      default -> {
        out.load(w, 32);
        c.l2i().i2l();
      }
    }
  }

  private void moveStack(int by) {
    out.get(RSP);
    out.constant(by);
    c.ladd();
    out.set(RSP);
  }

  private boolean compares(int operation, long w, long second) {
    switch (operation) {
      case Code64.CMP_MR -> compare(w, 64 - shift(w), () -> out.get(a(w)), Code.CMP);
      case Code64.CMP_MI -> compare(w, 64 - shift(w), constant(second), Code.CMP);
      case Code64.TEST_MI -> compare(w, 64 - shift(w), constant(second), Code.TEST);
      case Code64.TEST8_MI -> compare(w, 8, constant(second), Code.TEST);
      case Code64.CMP8_MI -> compare(w, 8, constant(second), Code.CMP);
      case Code64.BYTE_RR -> bytes(w, Code64.operation(w), () -> out.getByte(b(w)));
      case Code64.BYTE_RI -> bytes(w, Code64.operation(w), constant(w >>> 32));
      case Code64.BYTE_RM -> bytes(w, Code64.operation(w), () -> out.load(w, 8));
      case Code64.TEST8_RR -> bytes(w, Code.TEST, () -> out.getByte(b(w)));
      case Code64.TEST8_RI -> bytes(w, Code.TEST, constant(w >>> 32));
      default -> {
        return false;
      }
    }
    return true;
  }

  private void compare(long w, int width, Runnable right, int operation) {
    c.aload(RegionAssembler.ALU);
    out.load(w, width);
    right.run();
    out.operate(operation, width);
    c.pop2();
  }

  private void bytes(long w, int operation, Runnable right) {
    c.aload(RegionAssembler.ALU);
    out.getByte(a(w));
    right.run();
    out.operate(operation, 8);
    if (operation >= Code.CMP) {
      c.pop2();
    } else {
      out.setByte(a(w));
    }
  }

  private void store(int operation, long w, long second) {
    switch (operation) {
      case Code64.STORE64 -> store(w, 64, () -> out.get(a(w)));
      case Code64.STORE32 -> store(w, 32, () -> out.get(a(w)));
      case Code64.STORE16 -> store(w, 16, () -> out.get(a(w)));
      case Code64.STORE8 -> store(w, 8, () -> out.getByte(a(w)));
      case Code64.STORE64_I -> store(w, 64, constant(second));
      case Code64.STORE32_I -> store(w, 32, constant(second));
      case Code64.STORE8_I -> store(w, 8, constant(second));
      case Code64.MR -> modify(w, shift(w) == 0 ? "modify64" : "modify32", () -> out.get(a(w)));
      case Code64.MI -> modify(w, shift(w) == 0 ? "modify64" : "modify32", constant(second));
      case Code64.BYTE_MR -> modify(w, "modify8", () -> out.getByte(a(w)));
      case Code64.BYTE_MI -> modify(w, "modify8", constant(second));
      case Code64.INC_M, Code64.DEC_M -> {
        c.aload(RegionAssembler.LOOP);
        out.address(w);
        c.loadConstant(operation == Code64.INC_M ? 1 : 0);
        out.loop(shift(w) == 0 ? "step64" : "step32", "(JZ)V");
      }
      case Code64.PUSH -> push(() -> out.get(a(w)));
      case Code64.PUSH_I -> push(constant(w >> 32));
      case Code64.PUSH_M -> push(() -> out.load(w, 64));
      default -> throw new IllegalStateException("no operation " + operation);
    }
  }

  private Runnable constant(long value) {
    return () -> out.constant(value);
  }

  private void store(long w, int bits, Runnable value) {
    c.aload(RegionAssembler.LOOP);
    out.address(w);
    value.run();
    out.loop("store" + bits, "(JJ)V");
  }

  private void modify(long w, String how, Runnable right) {
    c.aload(RegionAssembler.LOOP).loadConstant(Code64.operation(w));
    out.address(w);
    right.run();
    out.loop(how, "(IJJ)V");
  }

  private void push(Runnable value) {
    store(Code.memory(0, 0, RSP, Code.ZERO, 0, -8), 64, value);
    moveStack(-8);
  }
}
