package dev.xenolith.hv.machine.cpu.interpret;

import dev.xenolith.hv.machine.cpu.GuestFault;
import dev.xenolith.hv.machine.cpu.decode.Insn;
import dev.xenolith.hv.machine.cpu.decode.Op;

/**
 * Makes blocks: decodes guest code up to a branch, the end of the page or what cannot be decoded,
 * finds the packed forms, drops flags that nobody can see, and joins a comparison with the jump
 * behind it.
 */
final class BlockBuilder {
  private static final int PAGE = 4096;

  private final CodeCache cache;
  private final CodeFetch fetch;
  private final Lifter lifter = new Lifter();
  private final Insn[] insns = new Insn[Code.BLOCK_LIMIT];
  private final long[] rips = new long[Code.BLOCK_LIMIT];
  private final long[] words = new long[Code.BLOCK_LIMIT];
  private final long[] seconds = new long[Code.BLOCK_LIMIT];
  private final boolean[] hasSecond = new boolean[Code.BLOCK_LIMIT];
  private int count;
  private boolean ended;

  BlockBuilder(CodeCache cache, CodeFetch fetch) {
    this.cache = cache;
    this.fetch = fetch;
    for (int i = 0; i < insns.length; i++) {
      insns[i] = new Insn();
    }
  }

  /**
   * Makes the block that starts at an address.
   *
   * @return null if its first instruction crosses a page or cannot be decoded
   */
  Block build(Mode mode, long rip, long linear, long physical) {
    int bytes = decode(rip, (int) (linear & PAGE - 1));
    if (count == 0) {
      return null;
    }
    lift(mode);
    quietFlags();
    int start = cache.position();
    emit(rip + bytes);
    Block block = new Block(linear, physical, mode.id(), bytes, count, start, cache.position());
    cache.enter(block);
    return block;
  }

  /** Decodes as many instructions as belong together; returns their length. */
  private int decode(long rip, int inPage) {
    count = 0;
    ended = false;
    int bytes = 0;
    while (count < Code.BLOCK_LIMIT && !ended) {
      Insn insn = insns[count];
      try {
        fetch.decode(rip + bytes, insn);
      } catch (GuestFault fault) {
        // Raised when it is reached, if it ever is.
        break;
      }
      if (inPage + bytes + insn.length() > PAGE) {
        break;
      }
      rips[count] = rip + bytes;
      bytes += insn.length();
      ended = endsBlock(insn);
      count++;
    }
    return bytes;
  }

  private static boolean endsBlock(Insn insn) {
    Op op = insn.op();
    return switch (op) {
      case JCC, JMP, JCXZ, LOOP, LOOPE, LOOPNE, JMP_IND, CALL, CALL_IND, RET -> true;
      case INT3, INT1, INT, INTO, JMP_FAR, CALL_FAR, RET_FAR, IRET -> true;
      case HLT, SYSCALL, SYSENTER, SYSRET, SYSEXIT -> true;
      default -> insn.repeated() || insn.row().privileged() || Executor.changesMode(op);
    };
  }

  private void lift(Mode mode) {
    for (int i = 0; i < count; i++) {
      boolean last = i == count - 1 && ended;
      long word = Lifter.NONE;
      hasSecond[i] = false;
      if (mode.flat() && last) {
        word = lifter.liftEnd(insns[i]);
      } else if (mode.flat()) {
        word = lifter.lift(insns[i]);
        hasSecond[i] = lifter.hasSecond && word != Lifter.NONE;
        seconds[i] = lifter.second;
      }
      words[i] = word;
    }
  }

  private static int operation(long word) {
    return word == Lifter.NONE ? Code.COLD : (int) word & Code.OPERATION;
  }

  /**
   * From the last instruction to the first: who writes flags that are written again before anybody
   * can look?
   */
  private void quietFlags() {
    boolean carryLive = true;
    boolean restLive = true;
    for (int i = count - 1; i >= 0; i--) {
      int operation = operation(words[i]);
      int quiet = quietForm(operation);
      boolean step = operation == Code.INC || operation == Code.DEC;
      if (quiet != 0 && !restLive && (step || !carryLive)) {
        words[i] = words[i] & ~(long) Code.OPERATION | quiet;
      } else if (step) {
        restLive = false;
      } else if (quiet != 0 || replacesFlags(operation)) {
        carryLive = false;
        restLive = false;
      } else if (!ignoresFlags(operation)) {
        carryLive = true;
        restLive = true;
      }
    }
  }

  /** The form of an operation that does not write flags; 0 if there is none. */
  private static int quietForm(int operation) {
    return switch (operation) {
      case Code.RR + Code.ADD,
          Code.RR + Code.SUB,
          Code.RR + Code.AND,
          Code.RR + Code.OR,
          Code.RR + Code.XOR ->
          operation - Code.RR + Code.RR_QUIET;
      case Code.RI + Code.ADD,
          Code.RI + Code.SUB,
          Code.RI + Code.AND,
          Code.RI + Code.OR,
          Code.RI + Code.XOR ->
          operation - Code.RI + Code.RI_QUIET;
      case Code.INC -> Code.INC_QUIET;
      case Code.DEC -> Code.DEC_QUIET;
      case Code.SHL_I -> Code.SHL_QUIET;
      case Code.SHR_I -> Code.SHR_QUIET;
      case Code.SAR_I -> Code.SAR_QUIET;
      default -> 0;
    };
  }

  /** Whether it writes all flags, reads none and cannot fault. */
  private static boolean replacesFlags(int operation) {
    return switch (operation) {
      case Code.RR + Code.CMP, Code.RR + Code.TEST, Code.RI + Code.CMP, Code.RI + Code.TEST -> true;
      case Code.NEG, Code.IMUL_RR, Code.IMUL_RRI, Code.MUL_R, Code.SHLD_I, Code.SHRD_I -> true;
      default -> false;
    };
  }

  /** Whether it neither reads nor writes flags and cannot fault. */
  private static boolean ignoresFlags(int operation) {
    return switch (operation) {
      case Code.MOV_RR, Code.MOV_RI, Code.LEA, Code.MOVZX8, Code.MOVZX16, Code.MOVSX8 -> true;
      case Code.MOVSX16, Code.MOV8_RR, Code.MOV8_RI, Code.NOT, Code.XCHG_RR, Code.CDQ -> true;
      case Code.RR_QUIET + Code.ADD,
          Code.RR_QUIET + Code.SUB,
          Code.RR_QUIET + Code.AND,
          Code.RR_QUIET + Code.OR,
          Code.RR_QUIET + Code.XOR ->
          true;
      default -> false;
    };
  }

  private void emit(long nextRip) {
    int last = count - 1;
    int plain = ended ? last : count;
    int fused = ended ? fusedOperation(last) : 0;
    if (fused != 0) {
      plain--;
    }
    for (int i = 0; i < plain; i++) {
      emitPlain(i);
    }
    if (fused != 0) {
      long word = words[last - 1] & ~(long) Code.OPERATION | fused;
      emitBranch(word, last - 1, insns[last].target(rips[last]), nextRip);
    } else if (!ended) {
      cache.append(Code.withN(Code.word(Code.JMP, 0, 0, 0), count), nextRip, count);
      cache.append(0, rips[last], count);
      cache.append(nextRip, nextRip, count);
    } else if (words[last] == Lifter.NONE) {
      long word = Code.word(Code.COLD_END, 0, 0, keep(last));
      cache.append(Code.withN(word, count), rips[last], last);
    } else {
      boolean relative =
          insns[last].op() == Op.JCC || insns[last].op() == Op.JMP || insns[last].op() == Op.CALL;
      long target = relative ? insns[last].target(rips[last]) : 0;
      emitBranch(words[last], last, target, nextRip);
    }
  }

  private void emitPlain(int i) {
    if (words[i] != Lifter.NONE) {
      cache.append(words[i], rips[i], i);
      if (hasSecond[i]) {
        cache.append(seconds[i], rips[i], i);
      }
    } else if (insns[i].op() == Op.NOP) {
      cache.append(Code.NOP, rips[i], i);
    } else {
      cache.append(Code.word(Code.COLD, 0, 0, keep(i)), rips[i], i);
    }
  }

  private void emitBranch(long word, int index, long target, long nextRip) {
    long rip = rips[index];
    cache.append(Code.withN(word, count), rip, index);
    cache.append(0, rip, index);
    cache.append(target, rip, index);
    cache.append(nextRip & 0xFFFFFFFFL, rip, index);
  }

  /** Hands an instruction over and takes a fresh one to decode into. */
  private int keep(int i) {
    int index = cache.keep(insns[i]);
    insns[i] = new Insn();
    return index;
  }

  /** The operation that joins the last two instructions; 0 if they do not join. */
  private int fusedOperation(int last) {
    int jump = operation(words[last]);
    boolean conditional = jump == Code.JCC || jump == Code.JZ || jump == Code.JNZ;
    if (last == 0 || !conditional) {
      return 0;
    }
    int condition = insns[last].condition();
    boolean sign = condition == 8 || condition == 9;
    boolean comparison = condition >= 2 && condition <= 7 || condition >= 12;
    boolean same = condition == 4 || condition == 5;
    return switch (operation(words[last - 1])) {
      case Code.RR + Code.CMP -> comparison ? Code.CMP_RR_JCC + condition : 0;
      case Code.RI + Code.CMP -> comparison ? Code.CMP_RI_JCC + condition : 0;
      case Code.RR + Code.TEST ->
          sign || same || condition >= 14 ? Code.TEST_RR_JCC + condition : 0;
      case Code.DEC -> condition == 5 ? Code.DEC_JNZ : 0;
      default -> 0;
    };
  }
}
