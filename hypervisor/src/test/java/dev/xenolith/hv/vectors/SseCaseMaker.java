package dev.xenolith.hv.vectors;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Makes cases of the instructions on MMX and XMM registers from seeds. */
final class SseCaseMaker {
  private static final int ALIGNMENT_CHECK = 0x40000;
  private static final int ARITHMETIC = 0x8D5;
  private static final int RIP_RELATIVE = 5;
  private static final int BY_SIB = 4;

  private final InsnForm form;
  private final UnitDraft d;
  private final SplitMix random;
  private int rex;
  private int reg;
  private int rm;
  private int top;
  private boolean memory;
  private int target;

  private SseCaseMaker(InsnForm form, UnitDraft d) {
    this.form = form;
    this.d = d;
    random = d.random;
  }

  static UnitCase make(long caseSeed) {
    SplitMix first = new SplitMix(~caseSeed);
    InsnForm form = SseForms.all().get(first.below(SseForms.all().size()));
    UnitDraft d = new UnitDraft(caseSeed);
    d.portable = first.percent(50);
    return new SseCaseMaker(form, d).finish();
  }

  private UnitCase finish() {
    String operand = SseForms.rm(form);
    if (operand != null) {
      boolean possible = SseForms.inMemory(operand);
      memory = possible && (!SseForms.inRegister(operand) || random.percent(50));
    }
    rex = !d.portable && random.percent(70) ? 0x40 | random.below(16) : 0;
    reg = form.digit() >= 0 ? form.digit() : random.below(8);
    rm = random.below(8);
    control();
    registers();
    if (memory) {
      target = address(SseForms.size(operand, (rex & 8) != 0));
    }
    special();
    emit();
    d.flags |= random.nextInt() & ARITHMETIC;
    d.flags |= random.percent(4) ? ALIGNMENT_CHECK : 0;
    return d.finish();
  }

  /** Modes and masks of MXCSR; what the x87 has before MMX takes its registers. */
  private void control() {
    int mxcsr = 0x1F80;
    if (random.percent(60)) {
      mxcsr |= random.below(4) << 13 | (random.nextInt() & 0x3F);
      mxcsr |= random.oneOf(0, 0, 0x40, 0x8000, 0x8040);
    }
    if (random.percent(25)) {
      mxcsr &= ~(random.below(64) << 7);
    }
    d.mxcsr(mxcsr);
    top = random.below(8);
    int full = random.percent(30) ? random.below(256) : 0;
    if (random.percent(3)) {
      d.x87(0x37E, 0x8081 | top << 11, full); // an exception waits
    } else {
      d.x87(0x37F, top << 11 | random.nextInt() & 0x4700, full);
    }
  }

  /** Only the registers that are operands: what the others hold does not matter. */
  private void registers() {
    boolean alike = random.percent(15);
    long low = value();
    long high = value();
    for (int number : new int[] {0, reg | (rex & 4) << 1, rm | (rex & 1) << 3}) {
      if (SseForms.has(form, "UVW")) {
        d.xmm(number, alike ? low : value(), alike ? high : value());
      }
      if (SseForms.has(form, "NPQ")) {
        d.image[UnitCase.ST + 2 * (number - top & 7)] = alike ? low : value();
      }
    }
  }

  private long value() {
    return shifts() && random.percent(60) ? random.below(70) : SsePool.value(random, form.op());
  }

  private boolean shifts() {
    return form.op().startsWith("psll") || form.op().startsWith("psr");
  }

  /** An address for an operand of this many bytes: mostly aligned, sometimes on an edge. */
  private int address(int size) {
    int kind = random.below(100);
    if (kind < 70) {
      return Windows.DATA + (random.below(0x1FE0) & -16);
    }
    if (kind < 82) {
      return Windows.DATA + random.below(0x1FE0);
    }
    int edge =
        switch (kind % 6) {
          case 0, 1 -> Windows.DATA + Windows.PAGE;
          case 2 -> Windows.DATA + Windows.DATA_WRITABLE;
          case 3 -> Windows.DATA + Windows.DATA_SIZE;
          case 4 -> Windows.DATA;
          default -> Windows.STACK + 0x800;
        };
    int at = edge - size + random.below(2 * size + 1);
    return random.percent(50) ? at & -16 : at;
  }

  /** What single instructions need to be of interest. */
  private void special() {
    String op = form.op();
    if (memory) {
      ByteBuffer value = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
      value.putLong(value()).putLong(value());
      if (op.equals("ldmxcsr")) {
        // Not AMD's mode for misaligned operands, which we do not announce.
        value.putInt(0, (random.percent(80) ? 0xFFFF : ~0x20000) & random.nextInt());
      } else if (random.percent(15)) {
        value.putLong(0, d.image[UnitCase.XMM + 2 * (reg | (rex & 4) << 1)]);
      }
      d.patch(target, value.array());
    }
    if (op.startsWith("maskmov")) {
      int size = op.endsWith("q") ? 8 : 16;
      d.gpr[Draft.EDI] = address(size);
      if (random.percent(20)) {
        long mask = random.percent(50) ? 0 : 0x8080808080808080L;
        d.xmm(rm | (rex & 1) << 3, mask, mask);
        d.image[UnitCase.ST + 2 * (rm - top & 7)] = mask;
      }
    }
    if (op.startsWith("pcmpestr")) {
      d.gpr[Draft.EAX] = length(d.gpr[Draft.EAX]);
      d.gpr[Draft.EDX] = length(d.gpr[Draft.EDX]);
    }
  }

  private long length(long other) {
    long length = random.percent(80) ? random.below(20) : 0x80000000L;
    length = random.percent(25) ? -length : length;
    return random.percent(10) ? other : d.portable ? length & 0xFFFFFFFFL : length;
  }

  private void emit() {
    if (!form.prefix().isEmpty() && !form.prefix().startsWith("n")) {
      d.emit(Integer.parseInt(form.prefix(), 16));
    }
    int rexAt = d.bytes.size();
    byte[] before = d.bytes.toByteArray();
    for (int b : form.opcode()) {
      d.emit(b);
    }
    boolean immediate = SseForms.has(form, "I");
    if (form.fixedModrm() >= 0) {
      d.emit(form.fixedModrm());
    } else if (!form.operands().isEmpty()) {
      int rest = (immediate ? 1 : 0) + (rex != 0 ? 1 : 0);
      if (memory) {
        memoryOperand(rest);
      } else {
        d.emit(0xC0 | reg << 3 | rm);
      }
    }
    if (immediate) {
      d.emit(random.percent(60) ? random.below(256) : random.below(20));
    }
    if (rex != 0) {
      insert(before, rexAt);
    }
  }

  private void insert(byte[] before, int at) {
    byte[] all = d.bytes.toByteArray();
    d.bytes.reset();
    d.bytes.writeBytes(before);
    d.emit(rex);
    d.bytes.write(all, at, all.length - at);
  }

  /** ModRM and what follows it; registers are set so that it leads to the target. */
  private void memoryOperand(int rest) {
    int mod = random.below(3);
    if (mod == 0 && rm == RIP_RELATIVE) {
      d.portable = false;
      d.emit(reg << 3 | rm);
      displacement(target - (Windows.CODE + UnitDraft.CODE_OFFSET + d.bytes.size() + 4 + rest));
      return;
    }
    int displacement =
        switch (mod) {
          case 0 -> 0;
          case 1 -> (byte) random.nextInt();
          default -> random.nextInt() >> 8;
        };
    int base = rm | (rex & 1) << 3;
    d.emit(mod << 6 | reg << 3 | rm);
    if (rm == BY_SIB) {
      // rSP, which is where the base is then; rBP without displacement would be none.
      base = random.oneOf(Draft.EBX, Draft.ESI, Draft.EDI) | (rex & 1) << 3;
      d.emit(0x20 | base & 7);
      rex &= ~2;
    }
    d.gpr[base] = target - displacement;
    if (!d.portable && random.percent(4)) {
      d.gpr[base] ^= 1L << 47 + random.below(16); // not canonical
    }
    if (mod == 1) {
      d.emit(displacement);
    } else if (mod == 2) {
      displacement(displacement);
    }
  }

  private void displacement(int value) {
    for (int at = 0; at < Integer.SIZE; at += 8) {
      d.emit(value >>> at);
    }
  }
}
