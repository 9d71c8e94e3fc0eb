package dev.xenolith.hv.machine.cpu.interpret;

import dev.xenolith.hv.machine.cpu.GuestFault;
import dev.xenolith.hv.machine.cpu.Vector;
import dev.xenolith.hv.machine.cpu.decode.Insn;
import dev.xenolith.hv.machine.cpu.decode.Op;

/** Executes any decoded instruction: the whole instruction set, in the form the manual gives it. */
final class Executor {
  private final Core core;
  private final IntegerOps integer;
  private final BitOps bits;
  private final MultiplyOps multiply;
  private final StackOps stack;
  private final BranchOps branch;
  private final FarOps far;
  private final StringOps string;
  private final SystemOps system;
  private final InspectOps inspect;
  private final X87Ops x87;
  private final StateOps states;
  private final SseOps sse;

  Executor(Core core) {
    this.core = core;
    integer = new IntegerOps(core);
    bits = new BitOps(core);
    multiply = new MultiplyOps(core);
    stack = new StackOps(core);
    branch = new BranchOps(core);
    far = new FarOps(core);
    string = new StringOps(core);
    system = new SystemOps(core);
    inspect = new InspectOps(core);
    x87 = new X87Ops(core, system);
    states = new StateOps(core, system);
    sse = new SseOps(core, system);
  }

  /**
   * Executes one instruction. RIP points at it and is advanced by the caller.
   *
   * @return one of {@link Outcome}
   * @throws GuestFault with nothing changed but what silicon changes too
   */
  int execute(Insn insn) {
    if (insn.row().privileged() && core.state.cpl() != 0) {
      throw GuestFault.of(Vector.GP, 0);
    }
    return switch (insn.op()) {
      case ADD, OR, ADC, SBB, AND, SUB, XOR, CMP, TEST, INC, DEC, NOT, NEG, MOV, MOVNTI, MOVZX ->
          integer.execute(insn);
      case MOVSX, MOVSXD, LEA, XCHG, XADD, CMPXCHG, CMPXCHG8B, XLAT, CBW, CWD, BSWAP, MOVBE ->
          integer.execute(insn);
      case CMOVCC, SETCC, CLC, STC, CMC, CLD, STD, LAHF, SAHF, SALC -> integer.execute(insn);
      case ROL, ROR, RCL, RCR, SHL, SHR, SAR, SHLD, SHRD, BT, BTS, BTR, BTC, BSF, BSR ->
          bits.execute(insn);
      case POPCNT, TZCNT, LZCNT, ADCX, ADOX, CRC32 -> bits.execute(insn);
      case MUL, IMUL, IMUL_TRUNC, DIV, IDIV, DAA, DAS, AAA, AAS, AAM, AAD -> multiply.execute(insn);
      case PUSH, POP, PUSH_SREG, POP_SREG, PUSHA, POPA, PUSHF, POPF, ENTER, LEAVE ->
          stack.execute(insn);
      case JCC, JMP, JCXZ, LOOP, LOOPE, LOOPNE, JMP_IND, CALL, CALL_IND, RET ->
          branch.execute(insn);
      case INT3, INT1, INT, INTO -> branch.execute(insn);
      case JMP_FAR, CALL_FAR, RET_FAR, IRET, LES, LDS, LSS, LFS, LGS -> far.execute(insn);
      case MOVS, CMPS, STOS, LODS, SCAS, INS, OUTS -> string.execute(insn);
      case LAR, LSL, VERR, VERW, ARPL, BOUND -> inspect.execute(insn);
      case UD0, UD1, UD2 -> throw GuestFault.of(Vector.UD);
      default -> executeUnit(insn);
    };
  }

  /** The instructions of the floating-point and vector units, and of the system. */
  private int executeUnit(Insn insn) {
    return switch (insn.row().feature()) {
      case X87, CMOV, I686 -> x87.execute(insn);
      case SSE3 -> insn.op() == Op.FISTTP ? x87.execute(insn) : sse.execute(insn);
      case FXSR, XSAVE, XSAVEOPT, XSAVEC -> states.execute(insn);
      case MMX, SSE, SSE2, SSSE3, SSE4_1, SSE4_2, AES, PCLMUL, SHA -> sse.execute(insn);
      default -> system.execute(insn);
    };
  }

  /**
   * Whether the next instruction may run in another mode, or must see what this one did to the
   * machine.
   */
  static boolean changesMode(Op op) {
    return switch (op) {
      case POPF, POP_SREG, MOV_TO_SREG, LES, LDS, LSS, LFS, LGS -> true;
      case STI, LLDT, LTR, LGDT, LIDT, LMSW, CLTS, MOV_TO_CR, MOV_TO_DR, INVLPG, WRMSR -> true;
      case SWAPGS, WRFSBASE, WRGSBASE, RDTSC, RDTSCP, CPUID -> true;
      default -> false;
    };
  }
}
