package dev.xenolith.hv.machine.cpu.interpret;

import dev.xenolith.hv.machine.cpu.FpuState;
import dev.xenolith.hv.machine.cpu.decode.Insn;

/**
 * The instructions of the x87. Those that control it are here, the others in classes by what they
 * do.
 */
final class X87Ops {
  private static final int CLEARED = 0x80FF;

  private final FpuState fpu;
  private final X87Stack stack;
  private final Operands operands;
  private final SystemOps system;
  private final EnvironmentOps environment;
  private final X87Moves moves;
  private final X87Arithmetic arithmetic;
  private final X87Compares compares;
  private final X87Transcendentals functions;

  X87Ops(Core core, SystemOps system) {
    fpu = core.state.fpu();
    operands = core.operands;
    this.system = system;
    environment = new EnvironmentOps(core);
    stack = new X87Stack(core);
    moves = new X87Moves(core, stack);
    arithmetic = new X87Arithmetic(core, stack);
    compares = new X87Compares(core, stack);
    functions = new X87Transcendentals(stack);
  }

  int execute(Insn insn) {
    switch (insn.op()) {
      case FNINIT, FNCLEX, FNSTCW, FNSTSW, FNSTENV, FNSAVE, FNENI, FNDISI, FNSETPM -> {
        stack.check();
        controlWithoutWaiting(insn);
      }
      case FLDCW, FLDENV, FRSTOR, FINCSTP, FDECSTP, FNOP, FFREE, FFREEP -> {
        stack.checkWaiting();
        control(insn);
      }
      case FWAIT -> {
        system.execute(insn);
        stack.checkPending();
      }
      case FADD, FADDP, FIADD, FSUB, FSUBP, FISUB, FSUBR, FSUBRP, FISUBR -> compute(insn);
      case FMUL, FMULP, FIMUL, FDIV, FDIVP, FIDIV, FDIVR, FDIVRP, FIDIVR -> compute(insn);
      case FCOM, FCOMP, FCOMPP, FUCOM, FUCOMP, FUCOMPP, FICOM, FICOMP, FTST, FXAM -> {
        stack.checkWaiting();
        compares.execute(insn);
      }
      case FCOMI, FCOMIP, FUCOMI, FUCOMIP -> {
        stack.checkWaiting();
        compares.toFlags(insn);
      }
      case FSQRT, FSCALE, FPREM, FPREM1, FRNDINT, FXTRACT, F2XM1, FYL2X, FYL2XP1 -> function(insn);
      case FPATAN, FPTAN, FSIN, FCOS, FSINCOS -> function(insn);
      default -> {
        return move(insn);
      }
    }
    return Outcome.NEXT;
  }

  private void compute(Insn insn) {
    stack.checkWaiting();
    arithmetic.execute(insn);
  }

  private void function(Insn insn) {
    stack.checkWaiting();
    functions.execute(insn);
  }

  private int move(Insn insn) {
    switch (insn.op()) {
      case FLD, FILD, FBLD, FLD1, FLDL2T, FLDL2E, FLDPI, FLDLG2, FLDLN2, FLDZ -> {
        stack.checkWaiting();
        moves.load(insn);
      }
      case FST, FSTP, FSTPNCE, FIST, FISTP, FISTTP, FBSTP -> {
        stack.checkWaiting();
        moves.store(insn);
      }
      case FXCH, FCHS, FABS, FCMOVB, FCMOVE, FCMOVBE, FCMOVU -> {
        stack.checkWaiting();
        moves.move(insn);
      }
      case FCMOVNB, FCMOVNE, FCMOVNBE, FCMOVNU -> {
        stack.checkWaiting();
        moves.move(insn);
      }
      default -> {
        return system.execute(insn);
      }
    }
    return Outcome.NEXT;
  }

  private void controlWithoutWaiting(Insn insn) {
    switch (insn.op()) {
      case FNINIT -> fpu.initX87();
      case FNCLEX -> fpu.setStatus(fpu.status() & ~CLEARED);
      case FNSTCW -> operands.write(insn, 0, fpu.control());
      case FNSTSW -> operands.write(insn, 0, fpu.status());
      case FNSTENV -> environment.store(insn);
      case FNSAVE -> environment.save(insn);
      default -> {
        // FNENI, FNDISI and FNSETPM are of processors long gone, and do nothing on this one.
      }
    }
  }

  private void control(Insn insn) {
    switch (insn.op()) {
      case FLDCW -> {
        fpu.setControl((int) operands.read(insn, 0));
        fpu.settle();
      }
      case FLDENV -> environment.load(insn);
      case FRSTOR -> environment.restore(insn);
      default -> rotate(insn);
    }
  }

  private void rotate(Insn insn) {
    stack.begin(insn);
    switch (insn.op()) {
      case FINCSTP -> fpu.setTop(fpu.top() + 1);
      case FDECSTP -> fpu.setTop(fpu.top() - 1);
      case FFREE -> stack.free(insn.register(0));
      case FFREEP -> {
        stack.free(insn.register(0));
        stack.pop();
      }
      default -> {
        return;
      }
    }
    stack.clearC1();
  }
}
