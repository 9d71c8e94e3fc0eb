package dev.xenolith.hv.vectors;

import static dev.xenolith.hv.vectors.Draft.EAX;
import static dev.xenolith.hv.vectors.Draft.EBP;
import static dev.xenolith.hv.vectors.Draft.EBX;
import static dev.xenolith.hv.vectors.Draft.ECX;
import static dev.xenolith.hv.vectors.Draft.EDI;
import static dev.xenolith.hv.vectors.Draft.EDX;
import static dev.xenolith.hv.vectors.Draft.ESI;
import static dev.xenolith.hv.vectors.Draft.ESP;

/** Operands of a case, and memory and registers that suit what the instruction does with them. */
final class OperandMaker {
  /** Where jumps are to land: HLT, and no instruction of a case. */
  private static final int LANDING = 0x1400;

  private static final int LANDING_SIZE = 0x800;

  private OperandMaker() {}

  /** Registers that must suit the instruction before its address is chosen. */
  static void prepare(Draft d) {
    SplitMix random = d.random;
    switch (d.form.op()) {
      case "div", "idiv" -> {
        if (random.percent(70)) {
          d.gpr[EDX] = random.percent(50) ? random.below(4) : -1 - random.below(4);
        }
      }
      case "bt", "bts", "btr", "btc" -> {
        for (int i = 0; i < 8; i++) {
          if (i != ESP && random.percent(80)) {
            d.gpr[i] = random.percent(50) ? random.below(128) : random.below(0x4000) - 0x2000;
          }
        }
      }
      case "ins", "outs", "movs", "cmps", "stos", "lods", "scas" -> string(d);
      case "loop", "loope", "loopne", "jcxz" -> {
        if (random.percent(60)) {
          d.gpr[ECX] = random.oneOf(0, 1, 2, 0x10000, 0x10001, 0xFFFF0000);
        }
      }
      case "leave" -> frame(d);
      case "enter" -> frame(d);
      case "aam", "aad", "daa", "das", "aaa", "aas" -> {
        if (random.percent(70)) {
          d.gpr[EAX] = random.nextInt() & 0xFFFF;
        }
      }
      default -> {}
    }
  }

  private static void string(Draft d) {
    SplitMix random = d.random;
    int size = d.form.operands().getFirst().endsWith("b") ? 1 : d.operandSize;
    int source = d.override >= 0 ? d.override : SiliconCase.DS;
    d.setAddress(ESI, AddressMaker.offset(d, source, size));
    d.setAddress(EDI, AddressMaker.offset(d, SiliconCase.ES, size));
    if (d.form.op().equals("cmps")) {
      oneSafe(d, source);
    }
    if (d.repeated) {
      int count =
          random.percent(85) || d.form.op().equals("cmps") ? random.below(12) : random.below(2600);
      d.setAddress(ECX, count);
    }
  }

  /**
   * Which operand's fault comes first when both have one is nobody's promise: one of them has none.
   */
  private static void oneSafe(Draft d, int source) {
    boolean shared = source == SiliconCase.ES;
    boolean code = source == SiliconCase.CS || source == SiliconCase.SS;
    boolean first = shared || !code && d.random.percent(50);
    d.selectors[first ? source : SiliconCase.ES] = SiliconLdt.selector(1);
    int offset = 0x800 + 4 * d.random.below(0x100);
    d.setAddress(first ? ESI : EDI, offset);
    if (shared) {
      d.setAddress(EDI, AddressMaker.offset(d, source, 4));
    }
  }

  private static void frame(Draft d) {
    if (d.random.percent(85)) {
      int offset =
          Windows.STACK + Windows.PAGE + (d.random.below(64) - 32) * 4 - d.base(SiliconCase.SS);
      d.gpr[EBP] = d.wideStack() ? offset : d.gpr[EBP] & 0xFFFF0000 | offset & 0xFFFF;
    }
  }

  /** Bytes of an operand in memory. */
  static int size(Draft d, String operand) {
    String op = d.form.op();
    if (op.equals("lea")) {
      return 1;
    }
    return switch (operand.substring(operand.length() - 1)) {
      case "b" -> 1;
      case "w" -> 2;
      case "d", "y" -> 4;
      case "v", "z" -> d.operandSize;
      case "p" -> d.operandSize + 2;
      case "s" -> 6;
      case "a" -> 2 * d.operandSize;
      case "2" -> 8;
      default -> 4;
    };
  }

  /** Emits the modrm byte. */
  static void modrm(Draft d) {
    SplitMix random = d.random;
    InsnForm form = d.form;
    int reg = form.digit() >= 0 ? form.digit() : random.below(8);
    String rm = form.rm();
    char method = rm == null ? 'E' : InsnForm.method(rm);
    boolean mixed = rm != null && rm.length() == 4; // RvMw
    boolean register =
        switch (method) {
          case 'M' -> !otherAsRegister(form) && random.percent(4);
          case 'R' -> !mixed || random.percent(40);
          default -> random.percent(form.has("lock") && d.locked ? 5 : 40);
        };
    if (register) {
      int index = random.below(8);
      d.emit(0xC0 | reg << 3 | index);
      inRegister(d, index);
      return;
    }
    AddressMaker.memory(d, reg, rm == null ? 4 : size(d, rm));
    inMemory(d, rm == null ? 4 : size(d, rm), reg);
  }

  /** Whether the register form is another instruction: a call to a hypervisor, or a VEX prefix. */
  private static boolean otherAsRegister(InsnForm form) {
    return switch (form.opcode()[form.opcode().length - 1]) {
      case 0x01, 0x62, 0xC4, 0xC5 -> true;
      default -> false;
    };
  }

  private static void inRegister(Draft d, int index) {
    SplitMix random = d.random;
    switch (d.form.op()) {
      case "mov_to_sreg", "lar", "lsl", "verr", "verw", "lldt", "ltr" ->
          d.gpr[index] = anySelector(random) | random.nextInt() & 0xFFFF0000;
      case "jmp_ind", "call_ind" -> d.gpr[index] = landing(d);
      case "arpl" -> d.gpr[index] = random.nextInt();
      default -> {}
    }
  }

  private static void inMemory(Draft d, int size, int reg) {
    SplitMix random = d.random;
    switch (d.form.op()) {
      case "mov_to_sreg", "lar", "lsl", "verr", "verw", "lldt", "ltr" ->
          d.patch(d.target, anySelector(random), 2);
      case "jmp_ind", "call_ind" -> d.patch(d.target, landing(d), d.operandSize);
      case "jmp_far", "call_far" -> farPointer(d, d.target);
      case "les", "lds", "lss", "lfs", "lgs" -> {
        d.patch(d.target, StatePool.value(random), d.operandSize);
        d.patch(d.target + d.operandSize, anySelector(random), 2);
      }
      case "bound" -> bounds(d, reg);
      case "cmpxchg" -> {
        if (random.percent(50)) {
          d.patch(d.target, d.gpr[EAX], size);
        }
      }
      case "cmpxchg8b" -> {
        if (random.percent(50)) {
          d.patch(d.target, d.gpr[EAX], 4);
          d.patch(d.target + 4, d.gpr[EDX], 4);
        }
      }
      default -> {
        if (random.percent(50)) {
          d.patch(d.target, StatePool.value(random), Math.max(size, 1));
        }
      }
    }
  }

  private static void bounds(Draft d, int reg) {
    SplitMix random = d.random;
    int value = d.gpr[reg];
    if (random.percent(80)) {
      d.patch(d.target, value - random.below(3) + 1, d.operandSize);
      d.patch(d.target + d.operandSize, value + random.below(3) - 1, d.operandSize);
    }
  }

  /** Emits immediates, relative and far targets and direct addresses. */
  static void immediates(Draft d) {
    for (String o : d.form.operands()) {
      if (InsnForm.isRegister(o)) {
        continue;
      }
      switch (InsnForm.method(o)) {
        case 'I' -> immediate(d, o);
        case 'J' -> relative(d, o.equals("Jb") ? 1 : d.operandSize);
        case 'O' -> direct(d, size(d, o));
        case 'A' -> {
          int selector = codeSelector(d.random);
          d.emit(landingIn(d, selector), d.operandSize);
          d.emit(selector, 2);
        }
        default -> {}
      }
    }
  }

  private static void immediate(Draft d, String operand) {
    SplitMix random = d.random;
    if (d.form.op().equals("int")) {
      // 0x80 would be a system call of the host
      int n = random.percent(20) ? random.oneOf(3, 4, 0, 1) : random.below(256);
      d.emit(n == 0x80 ? 0x81 : n);
      return;
    }
    if (d.form.op().equals("enter")) {
      if (operand.equals("Iw")) {
        d.emit(random.percent(80) ? random.below(64) * 4 : random.nextInt(), 2);
      } else {
        d.emit(random.percent(60) ? random.below(3) : random.below(256));
      }
      return;
    }
    int size = operand.endsWith("b") ? 1 : operand.equals("Iw") ? 2 : d.operandSize;
    boolean pops = d.form.op().startsWith("ret");
    d.emit(pops && random.percent(80) ? random.below(32) * 4 : StatePool.value(random), size);
  }

  private static void relative(Draft d, int size) {
    SplitMix random = d.random;
    int length = d.bytes.size() + size;
    int wild =
        size == 1 ? random.nextInt() : random.percent(50) ? random.below(0x1800) : random.nextInt();
    int displacement = size == 1 ? (byte) wild : size == 2 ? (short) wild : wild;
    // Not into the instruction itself.
    if (displacement < 0 && displacement >= -length) {
      displacement = random.below(64);
    }
    d.emit(displacement, size);
  }

  private static void direct(Draft d, int size) {
    int segment = d.override >= 0 ? d.override : SiliconCase.DS;
    int offset = AddressMaker.offset(d, segment, size);
    d.emit(offset, d.addressSize);
    d.inMemory = true;
    d.target = d.base(segment) + (d.addressSize == 4 ? offset : offset & 0xFFFF);
    if (d.random.percent(50)) {
      d.patch(d.target, StatePool.value(d.random), size);
    }
  }

  /**
   * Memory that does not belong to a modrm operand: what is popped, translated or pointed to by
   * registers.
   */
  static void complete(Draft d) {
    SplitMix random = d.random;
    switch (d.form.op()) {
      case "ret" -> d.patch(d.stackTop(0), landing(d), d.operandSize);
      case "ret_far", "iret" -> {
        farPointer(d, d.stackTop(0));
        if (d.form.op().equals("iret")) {
          d.patch(d.stackTop(2 * d.operandSize), someFlags(random), d.operandSize);
        }
      }
      case "popf" -> d.patch(d.stackTop(0), someFlags(random), d.operandSize);
      case "pop_sreg" -> d.patch(d.stackTop(0), anySelector(random), d.operandSize);
      case "pop" -> {
        if (random.percent(50)) {
          d.patch(d.stackTop(0), StatePool.value(random), d.operandSize);
        }
      }
      case "xlat" -> {
        int segment = d.override >= 0 ? d.override : SiliconCase.DS;
        d.setAddress(EBX, AddressMaker.offset(d, segment, 1) - (d.gpr[EAX] & 0xFF));
      }
      case "cmps", "scas" -> equalStrings(d);
      default -> {}
    }
  }

  private static void equalStrings(Draft d) {
    SplitMix random = d.random;
    if (random.percent(50)) {
      byte[] same = new byte[4 + random.below(28)];
      byte fill = (byte) random.oneOf(0, d.gpr[EAX], 0x80);
      java.util.Arrays.fill(same, fill);
      int wide = d.addressSize == 4 ? -1 : 0xFFFF;
      int source = d.override >= 0 ? d.override : SiliconCase.DS;
      d.patch(d.base(SiliconCase.ES) + (d.gpr[EDI] & wide), same);
      if (d.form.op().equals("cmps")) {
        d.patch(d.base(source) + (d.gpr[ESI] & wide), same);
      }
    }
  }

  private static int someFlags(SplitMix random) {
    // IF stays out of nothing: user mode may try to clear it and must not succeed. TF rarely.
    int flags = random.nextInt() & ~0x100;
    return random.percent(5) ? flags | 0x100 : flags;
  }

  private static int landing(Draft d) {
    return landingIn(d, d.selectors[SiliconCase.CS]);
  }

  private static int landingIn(Draft d, int selector) {
    SplitMix random = d.random;
    int offset = LANDING + random.below(LANDING_SIZE);
    if (random.percent(6)) {
      offset = random.percent(50) ? random.nextInt() | 0x40000000 : 0xFFF0 + random.below(0x20);
    }
    int base = SiliconLdt.base(selector);
    return base == Windows.CODE ? offset : Windows.CODE + offset;
  }

  private static void farPointer(Draft d, int address) {
    int selector = codeSelector(d.random);
    d.patch(address, landingIn(d, selector), d.operandSize);
    d.patch(address + d.operandSize, selector, 2);
  }

  /** Something to load into CS: mostly code. Never 64-bit code, which is not ours to judge yet. */
  private static int codeSelector(SplitMix random) {
    if (random.percent(75)) {
      return random.percent(30)
          ? SiliconLdt.FLAT_CODE & ~3 | (random.percent(80) ? 3 : random.below(4))
          : SiliconLdt.selector(random.oneOf(10, 18, 19, 21)) & ~3
              | (random.percent(80) ? 3 : random.below(4));
    }
    int selector = anySelector(random);
    return selector == 0x33 || selector >> 2 == 0x33 >> 2 ? SiliconLdt.selector(10) : selector;
  }

  /** Any entry of the two tables that every host has alike, any RPL. */
  private static int anySelector(SplitMix random) {
    int rpl = random.percent(80) ? 3 : random.below(4);
    int kind = random.below(100);
    if (kind < 5) {
      return random.below(4);
    }
    if (kind < 15) {
      return (random.percent(50) ? SiliconLdt.FLAT_DATA : SiliconLdt.FLAT_CODE) & ~3 | rpl;
    }
    int entry = kind < 95 ? 1 + random.below(23) : 24 + random.below(8000);
    return entry << 3 | 4 | rpl;
  }
}
