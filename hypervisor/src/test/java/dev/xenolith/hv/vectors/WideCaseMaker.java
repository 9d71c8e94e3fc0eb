package dev.xenolith.hv.vectors;

/** Makes cases of the integer instructions in 64-bit code from seeds. */
final class WideCaseMaker {
  private static final int ARITHMETIC = 0x8D5;
  private static final int DIRECTION = 0x400;
  private static final int ALIGNMENT_CHECK = 0x40000;
  private static final int RIP_RELATIVE = 5;
  private static final int BY_SIB = 4;
  private static final int WIDE = 8;
  private static final int[] SEGMENTS = {0x26, 0x2E, 0x36, 0x3E, 0x64, 0x65};

  final InsnForm form;
  final UnitDraft d;
  final SplitMix random;
  int operandSize;
  boolean narrowAddress;
  boolean repeated;
  boolean memory;
  int target;
  int rex;
  int reg;
  int rm;
  private boolean operandPrefix;
  private boolean locked;
  private WideOperands operands;

  private WideCaseMaker(InsnForm form, UnitDraft d) {
    this.form = form;
    this.d = d;
    random = d.random;
  }

  static UnitCase make(long caseSeed) {
    SplitMix first = new SplitMix(~caseSeed);
    InsnForm form = WideForms.all().get(first.below(WideForms.all().size()));
    return new WideCaseMaker(form, new UnitDraft(caseSeed)).finish();
  }

  private UnitCase finish() {
    operands = new WideOperands(this);
    chooseSizes();
    chooseOperands();
    operands.prepare();
    String operand = form.rm();
    if (memory) {
      int size = operand == null ? WIDE : size(operand);
      target = address(size);
      operands.inMemory(size);
    } else if (operand != null) {
      operands.inRegister(rm | (rex & 1) << 3);
    }
    emit();
    operands.complete();
    d.flags |= random.nextInt() & ARITHMETIC;
    d.flags |= random.percent(25) ? DIRECTION : 0;
    d.flags |= random.percent(4) ? ALIGNMENT_CHECK : 0;
    d.undefined = operands.undefinedFlags();
    return d.finish();
  }

  int size(String operand) {
    return WideForms.size(form, operand, operandSize, wide());
  }

  boolean wide() {
    return (rex & WIDE) != 0;
  }

  private boolean takes(String... prefixes) {
    for (String p : prefixes) {
      if (form.prefix().equals(p)) {
        return true;
      }
    }
    return false;
  }

  private void chooseSizes() {
    rex = random.percent(70) ? 0x40 | random.below(16) : 0;
    // Makers differ in what 66 does to near branches, and in how much MOVSXD reads then.
    boolean differ = form.has("f64") || form.op().equals("movsxd");
    operandPrefix = !differ && !takes("66", "np") && random.percent(20);
    narrowAddress = random.percent(8);
    boolean always = form.has("f64") || form.has("d64") && !operandPrefix;
    operandSize = always || wide() ? WIDE : operandPrefix ? 2 : 4;
  }

  private void chooseOperands() {
    String operand = form.rm();
    boolean modrm = form.hasModrm() && form.fixedModrm() < 0;
    if (modrm) {
      char method = operand == null ? 'E' : InsnForm.method(operand);
      memory =
          switch (method) {
            case 'M' -> random.percent(97);
            case 'R' -> operand.length() == 4 && random.percent(50);
            default -> random.percent(50);
          };
    }
    reg = form.digit() >= 0 ? form.digit() : random.below(8);
    rm = random.below(8);
    if (!memory && rm == Draft.ESP && form.op().endsWith("_ind")) {
      rm = Draft.EBX; // the stack pointer leads nowhere
    }
    locked = form.has("lock") && memory ? random.percent(15) : random.percent(1);
    boolean string = form.has("rep") || form.has("repz");
    repeated = string && random.percent(60);
    // Those that the instruction names, and those it takes without being told.
    int[] used = {0, 1, 2, reg | (rex & 4) << 1, rm | (rex & 1) << 3, rm | (rex & 1) << 3};
    for (int number : used) {
      if (number != Draft.ESP) {
        d.gpr[number] = WidePool.value(random);
      }
    }
  }

  /** An address for an operand of this many bytes: mostly where memory is, often on an edge. */
  int address(int size) {
    int kind = random.below(100);
    if (kind < 70) {
      return Windows.DATA + (random.below(0x1FC0) & -(kind < 45 ? 16 : 1));
    }
    int edge =
        switch (kind % 7) {
          case 0, 1 -> Windows.DATA + Windows.PAGE;
          case 2 -> Windows.DATA + Windows.DATA_WRITABLE;
          case 3 -> Windows.DATA + Windows.DATA_SIZE;
          case 4 -> Windows.DATA;
          case 5 -> Windows.CODE + random.below(0x1FC0);
          default -> Windows.STACK + 0x800;
        };
    return edge - size + random.below(2 * size + 1);
  }

  /** Sets a register that holds an address, as much of it as is looked at. */
  void setAddress(int register, long value) {
    d.gpr[register] = value;
    if (narrowAddress) {
      d.gpr[register] = value & 0xFFFFFFFFL | random.nextLong() << 32;
    } else if (random.percent(4)) {
      d.gpr[register] += 1L << 47 + random.below(16); // not canonical
    }
  }

  private void emit() {
    prefixes();
    int last = form.opcode().length - 1;
    for (int i = 0; i < last; i++) {
      d.emit(form.opcode()[i]);
    }
    boolean inModrm = form.fixedModrm() >= 0;
    int variant = form.variants() > 1 ? random.below(form.variants()) : 0;
    if (form.variants() == 8 && !inModrm) {
      variant = rm;
    }
    d.emit(form.opcode()[last] + (inModrm ? 0 : variant));
    if (inModrm) {
      d.emit(form.fixedModrm() + variant);
    } else if (form.hasModrm()) {
      if (memory) {
        memoryOperand(operands.immediateBytes());
      } else {
        d.emit(0xC0 | reg << 3 | rm);
      }
    }
    operands.immediates();
  }

  private void prefixes() {
    if (locked) {
      d.emit(0xF0);
    }
    if (random.percent(6)) {
      d.emit(random.oneOf(SEGMENTS));
    }
    if (narrowAddress) {
      d.emit(0x67);
    }
    if (operandPrefix) {
      d.emit(0x66);
    }
    if (repeated) {
      d.emit(random.oneOf(0xF2, 0xF3));
    } else if (!form.prefix().isEmpty() && !form.prefix().startsWith("n")) {
      d.emit(Integer.parseInt(form.prefix(), 16));
    }
    if (rex != 0) {
      d.emit(rex);
    }
  }

  /** ModRM and what follows it; registers are set so that it leads to the target. */
  private void memoryOperand(int rest) {
    int mod = random.below(3);
    if (mod == 0 && rm == RIP_RELATIVE) {
      d.emit(reg << 3 | rm);
      int end = Windows.CODE + UnitDraft.CODE_OFFSET + d.bytes.size() + 4 + rest;
      operands.emit(target - end, 4);
      return;
    }
    int displacement =
        switch (mod) {
          case 0 -> 0;
          case 1 -> (byte) random.nextInt();
          default -> random.nextInt() >> 8;
        };
    d.emit(mod << 6 | reg << 3 | rm);
    int base = rm | (rex & 1) << 3;
    if (rm == BY_SIB) {
      sib(mod, displacement);
    } else {
      setAddress(base, target - (long) displacement);
    }
    operands.emit(displacement, mod == 0 ? 0 : mod == 1 ? 1 : 4);
  }

  /** An index beside what cannot be chosen: nothing of the host's kernel is to be met. */
  private long smallIndex(int index) {
    if (index == Draft.ESP) {
      return 0;
    }
    d.gpr[index] = random.below(64);
    return d.gpr[index];
  }

  /** Base and index, or a displacement alone. */
  private void sib(int mod, int displacement) {
    int baseField = random.below(8);
    int indexField = random.below(8);
    int scale = random.below(4);
    d.emit(scale << 6 | indexField << 3 | baseField);
    int index = indexField | (rex & 2) << 2;
    int base = baseField | (rex & 1) << 3;
    if (mod == 0 && baseField == RIP_RELATIVE) {
      long scaled = smallIndex(index) << scale;
      operands.emit((int) (target - scaled), 4);
      return;
    }
    if (base == Draft.ESP) {
      smallIndex(index); // no host returns to a stack pointer that is not canonical
      return;
    }
    if (index == base) {
      d.gpr[index] = target;
      return;
    }
    long scaled = index == Draft.ESP ? 0 : d.gpr[index] << scale;
    setAddress(base, target - displacement - scaled);
  }
}
