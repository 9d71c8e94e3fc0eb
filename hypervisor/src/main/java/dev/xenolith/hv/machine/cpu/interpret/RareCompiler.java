package dev.xenolith.hv.machine.cpu.interpret;

import static dev.xenolith.hv.machine.cpu.interpret.Code.a;
import static dev.xenolith.hv.machine.cpu.interpret.Code.b;
import static dev.xenolith.hv.machine.cpu.interpret.Code64.shift;

import dev.xenolith.hv.machine.cpu.CpuState;
import java.lang.classfile.CodeBuilder;

/** Compiles the rarer packed operations: those of {@link RareForms}. */
final class RareCompiler {
  private static final int RAX = CpuState.RAX;
  private static final int RCX = CpuState.RCX;
  private static final int RDX = CpuState.RDX;

  private final RegionAssembler out;
  private final CodeBuilder c;

  RareCompiler(RegionAssembler out) {
    this.out = out;
    this.c = out.c;
  }

  /** Compiles one; answers whether it may have changed code. */
  boolean compile(int ip, int operation, long w) {
    switch (operation) {
      case Code64.INC_QUIET, Code64.DEC_QUIET -> step(w, operation == Code64.INC_QUIET ? 1 : -1);
      case Code64.NEG -> negate(w);
      case Code64.NOT -> {
        out.get(a(w));
        out.constant(-1);
        c.lxor();
        out.cut(shift(w));
        out.set(a(w));
      }
      case Code64.XCHG_RR -> {
        out.getCut(a(w), shift(w));
        out.getCut(b(w), shift(w));
        out.set(a(w));
        out.set(b(w));
      }
      case Code64.CDQE -> {
        out.get(RAX);
        c.l2i().i2l();
        out.set(RAX);
      }
      case Code64.CQO -> {
        out.get(RAX);
        c.loadConstant(63).lshr();
        out.set(RDX);
      }
      default -> {
        return !product(operation, w) && interpret(ip, w);
      }
    }
    return false;
  }

  /** Shifts and products; answers whether it is one. */
  private boolean product(int operation, long w) {
    switch (operation) {
      case Code64.SHL_CL -> shiftBy("shl", w);
      case Code64.SHR_CL -> shiftBy("shr", w);
      case Code64.SAR_CL -> shiftBy("sar", w);
      case Code64.ROL_CL -> shiftBy("rol", w);
      case Code64.ROR_CL -> shiftBy("ror", w);
      case Code64.ROL_I -> rotate("rol", w);
      case Code64.ROR_I -> rotate("ror", w);
      case Code64.IMUL_RR -> multiply(a(w), w, () -> out.getCut(b(w), shift(w)));
      case Code64.IMUL_RRI -> multiply(b(w), w, () -> out.constant(w >> 32));
      case Code64.IMUL_RM -> multiply(a(w), w, () -> out.load(w, 64 - shift(w)));
      case Code64.IMUL_RR_QUIET, Code64.IMUL_RRI_QUIET -> {
        out.get(b(w));
        if (operation == Code64.IMUL_RR_QUIET) {
          out.get(a(w));
        } else {
          out.constant(w >> 32);
        }
        c.lmul();
        out.cut(shift(w));
        out.set(a(w));
      }
      case Code64.MUL_R -> multiplyWide("mulHigh", "mul", w);
      case Code64.IMUL_R -> multiplyWide("imulHigh", "imul", w);
      default -> {
        return false;
      }
    }
    return true;
  }

  private void step(long w, long by) {
    out.get(a(w));
    out.constant(by);
    c.ladd();
    out.cut(shift(w));
    out.set(a(w));
  }

  private void negate(long w) {
    c.aload(RegionAssembler.ALU);
    out.getCut(a(w), shift(w));
    c.loadConstant(64 - shift(w));
    out.alu("neg", "(JI)J");
    out.set(a(w));
  }

  private void shiftBy(String name, long w) {
    c.aload(RegionAssembler.ALU);
    out.getCut(a(w), shift(w));
    out.get(RCX);
    c.l2i().loadConstant(64 - shift(w));
    out.alu(name, "(JII)J");
    out.set(a(w));
  }

  private void rotate(String name, long w) {
    c.aload(RegionAssembler.ALU);
    out.getCut(a(w), shift(w));
    c.loadConstant((int) (w >> 32)).loadConstant(64 - shift(w));
    out.alu(name, "(JII)J");
    out.set(a(w));
  }

  private void multiply(int left, long w, Runnable right) {
    c.aload(RegionAssembler.ALU);
    out.getCut(left, shift(w));
    right.run();
    c.loadConstant(64 - shift(w));
    out.alu("imul", "(JJI)J");
    out.set(a(w));
  }

  private void multiplyWide(String high, String low, long w) {
    out.getCut(RAX, shift(w));
    out.getCut(a(w), shift(w));
    c.loadConstant(64 - shift(w));
    out.aluStatic(high, "(JJI)J");
    c.aload(RegionAssembler.ALU);
    out.getCut(RAX, shift(w));
    out.getCut(a(w), shift(w));
    c.loadConstant(64 - shift(w));
    out.alu(low, "(JJI)J");
    out.set(RAX);
    out.set(RDX);
  }

  private boolean interpret(int ip, long w) {
    out.storeRegisters();
    c.aload(RegionAssembler.LOOP).loadConstant(ip).loadConstant(w);
    out.loop("rare", "(IJ)I");
    c.pop();
    out.loadRegisters();
    return true;
  }
}
