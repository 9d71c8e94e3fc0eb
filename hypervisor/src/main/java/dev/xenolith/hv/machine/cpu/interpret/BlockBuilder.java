package dev.xenolith.hv.machine.cpu.interpret;

import dev.xenolith.hv.machine.cpu.GuestFault;
import dev.xenolith.hv.machine.cpu.decode.CodeMode;
import dev.xenolith.hv.machine.cpu.decode.Insn;
import dev.xenolith.hv.machine.cpu.decode.Op;

/**
 * Makes blocks: decodes guest code up to a branch, the end of the page or what cannot be decoded,
 * finds the packed forms, drops flags that nobody can see, and joins a comparison with the jump
 * behind it.
 */
final class BlockBuilder {
  private static final long PAGE = 4096;

  private final CodeCache cache;
  private final CodeFetch fetch;
  private final Lifter lifter32 = new Lifter32();
  private final Lifter lifter64 = new Lifter64();
  private final Forms forms32 = new Forms32();
  private final Forms forms64 = new Forms64();
  private final Insn[] insns = new Insn[Code.BLOCK_LIMIT];
  private final long[] rips = new long[Code.BLOCK_LIMIT];
  private final long[] words = new long[Code.BLOCK_LIMIT];
  private final long[] seconds = new long[Code.BLOCK_LIMIT];
  private final boolean[] hasSecond = new boolean[Code.BLOCK_LIMIT];
  private final long[] prefixes = new long[Code.BLOCK_LIMIT];
  private final boolean[] hasPrefix = new boolean[Code.BLOCK_LIMIT];
  private final long[] prefixSeconds = new long[Code.BLOCK_LIMIT];
  private final boolean[] hasPrefixSecond = new boolean[Code.BLOCK_LIMIT];
  private Lifter lifter;
  private Forms forms;
  private int jump;
  private long ripMask;
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
   * @return null if its first instruction cannot be decoded
   */
  Block build(Mode mode, long rip, long linear, long physical) {
    int bytes = decode(rip, (int) (linear & PAGE - 1));
    if (count == 0) {
      return null;
    }
    choose(mode);
    lift(mode);
    quietFlags();
    int start = cache.position();
    emit(rip + bytes);
    Block block =
        new Block(rip, linear, physical, mode.id(), bytes, count, start, cache.position());
    if ((linear & PAGE - 1) + bytes > PAGE) {
      long second = fetch.linear(rip + bytes - 1) & -PAGE;
      block.crossInto(second, fetch.physical(second));
    }
    cache.enter(block);
    return block;
  }

  private void choose(Mode mode) {
    boolean wide = mode.code() == CodeMode.BITS64;
    lifter = wide ? lifter64 : lifter32;
    forms = wide ? forms64 : forms32;
    jump = wide ? Code64.JMP : Code.JMP;
    ripMask = wide ? -1L : 0xFFFFFFFFL;
  }

  /**
   * Decodes as many instructions as belong together, or one that crosses a page; returns their
   * length.
   */
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
      boolean crosses = inPage + bytes + insn.length() > PAGE;
      if (crosses && count > 0) {
        break;
      }
      rips[count] = rip + bytes;
      bytes += insn.length();
      ended = endsBlock(insn);
      count++;
      if (crosses) {
        break;
      }
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
      words[i] = Lifter.NONE;
      if (mode.flat()) {
        boolean last = i == count - 1 && ended;
        words[i] = last ? lifter.liftEnd(insns[i], rips[i]) : lifter.lift(insns[i], rips[i]);
      }
      boolean lifted = words[i] != Lifter.NONE;
      hasSecond[i] = lifted && lifter.hasSecond;
      seconds[i] = lifter.second;
      hasPrefix[i] = lifted && lifter.hasPrefix;
      prefixes[i] = lifter.prefix;
      hasPrefixSecond[i] = lifter.hasPrefixSecond;
      prefixSeconds[i] = lifter.prefixSecond;
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
      int quiet = forms.quietForm(operation);
      boolean step = forms.keepsCarry(operation);
      if (quiet != 0 && !restLive && (step || !carryLive)) {
        words[i] = words[i] & ~(long) Code.OPERATION | quiet;
      } else if (step) {
        restLive = false;
      } else if (quiet != 0 || forms.replacesFlags(operation)) {
        carryLive = false;
        restLive = false;
      } else if (!forms.ignoresFlags(operation)) {
        carryLive = true;
        restLive = true;
      }
    }
  }

  private void emit(long nextRip) {
    int last = count - 1;
    int plain = ended ? last : count;
    long fused = Lifter.NONE;
    if (ended && last > 0 && insns[last].op() == Op.JCC && words[last - 1] != Lifter.NONE) {
      fused = forms.fuse(words[last - 1], operation(words[last]), insns[last].condition());
    }
    if (fused != Lifter.NONE) {
      plain--;
    }
    for (int i = 0; i < plain; i++) {
      emitPlain(i);
    }
    if (fused != Lifter.NONE) {
      emitBranch(fused, last - 1, insns[last].target(rips[last]), nextRip);
    } else if (!ended) {
      cache.append(Code.withN(jump, count), nextRip, count);
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
    if (words[i] == Lifter.NONE) {
      cache.append(Code.word(Code.COLD, 0, 0, keep(i)), rips[i], i);
    } else if (!forms.idle(operation(words[i])) || !mayBeLeftOut(i)) {
      emitPrefix(i);
      cache.append(words[i], rips[i], i);
      if (hasSecond[i]) {
        cache.append(seconds[i], rips[i], i);
      }
    }
  }

  /** Not behind what may write: then this instruction could be the one that changed. */
  private boolean mayBeLeftOut(int i) {
    return i == 0 || forms.pure(operation(words[i - 1]));
  }

  private void emitPrefix(int i) {
    if (hasPrefix[i]) {
      cache.append(prefixes[i], rips[i], i);
      if (hasPrefixSecond[i]) {
        cache.append(prefixSeconds[i], rips[i], i);
      }
    }
  }

  private void emitBranch(long word, int index, long target, long nextRip) {
    long rip = rips[index];
    emitPrefix(index);
    cache.append(Code.withN(word, count), rip, index);
    cache.append(CodeCache.unlinked(rip, target, nextRip), rip, index);
    cache.append(target, rip, index);
    cache.append(nextRip & ripMask, rip, index);
    if (hasSecond[index]) {
      cache.append(seconds[index], rip, index);
    }
  }

  /** Hands an instruction over and takes a fresh one to decode into. */
  private int keep(int i) {
    int index = cache.keep(insns[i]);
    insns[i] = new Insn();
    return index;
  }
}
