package dev.xenolith.hv.vectors;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** What operands of a {@link WideCaseMaker} suit what the instruction does with them. */
final class WideOperands {
  private static final int LANDING = 0x1400;
  private static final int LANDING_SIZE = 0x800;
  private static final int TF = 0x100;
  private static final int ALL_FLAGS = 0x8D5;

  private final WideCaseMaker c;
  private final UnitDraft d;
  private final SplitMix random;
  private int lastImmediate;

  WideOperands(WideCaseMaker c) {
    this.c = c;
    d = c.d;
    random = c.random;
  }

  /** Registers that must suit the instruction before its address is chosen. */
  void prepare() {
    stack();
    switch (c.form.op()) {
      case "div", "idiv" -> dividend();
      case "bt", "bts", "btr", "btc" -> {
        int number = c.reg | (c.rex & 4) << 1;
        if (c.form.digit() < 0 && c.memory && number != Draft.ESP) {
          d.gpr[number] = random.below(0x4000) - 0x2000;
        }
      }
      case "movs", "cmps", "stos", "lods", "scas" -> string();
      case "loop", "loope", "loopne", "jcxz" -> {
        if (random.percent(60)) {
          d.gpr[Draft.ECX] = (long) random.below(3) | (random.percent(30) ? 1L << 32 : 0);
        }
      }
      case "xlat" -> c.setAddress(Draft.EBX, c.address(1) - (d.gpr[Draft.EAX] & 0xFF));
      default -> {}
    }
  }

  private void stack() {
    long sp = Windows.STACK + Windows.PAGE + (random.below(64) - 32) * 8L;
    int kind = random.below(100);
    if (kind < 5) {
      sp += random.below(8);
    } else if (kind < 10) {
      sp = Windows.STACK + random.oneOf(0, 0x1000, 0x2000) + random.below(32) - 16;
    }
    d.gpr[Draft.ESP] = sp;
    if (c.form.op().equals("leave") || c.form.op().equals("enter")) {
      boolean near = random.percent(90);
      int at = near ? Windows.STACK + Windows.PAGE + random.below(64) * 8 - 256 : c.address(8);
      c.setAddress(Draft.EBP, at);
    }
  }

  /** Small upper halves, so that the quotient has room. */
  private void dividend() {
    if (random.percent(75)) {
      long high = random.percent(50) ? random.below(4) : -1L - random.below(4);
      d.gpr[Draft.EDX] = high;
      if (c.form.operands().getFirst().endsWith("b")) {
        d.gpr[Draft.EAX] = d.gpr[Draft.EAX] & ~0xFF00L | (high & 0xFF) << 8;
      }
    }
  }

  private void string() {
    int size = c.size(c.form.operands().getFirst());
    boolean both = c.form.op().equals("cmps");
    // Which operand's fault comes first when both have one is nobody's promise.
    boolean first = random.percent(50);
    int safe = Windows.DATA + 0x800 + 8 * random.below(0x80);
    c.setAddress(Draft.ESI, c.address(size));
    c.setAddress(Draft.EDI, c.address(size));
    if (both) {
      d.gpr[first ? Draft.ESI : Draft.EDI] = safe;
    }
    if (c.repeated) {
      long count = both || random.percent(85) ? random.below(12) : random.below(1500);
      d.gpr[Draft.ECX] = c.narrowAddress ? count | random.nextLong() << 32 : count;
    }
    if ((both || c.form.op().equals("scas")) && random.percent(50)) {
      byte[] same = new byte[8 + random.below(24)];
      Arrays.fill(same, (byte) random.oneOf(0, (int) d.gpr[Draft.EAX], 0x80));
      d.patch((int) d.gpr[Draft.EDI], same);
      if (both) {
        d.patch((int) d.gpr[Draft.ESI], same);
      }
    }
  }

  void inRegister(int number) {
    String op = c.form.op();
    if (op.equals("jmp_ind") || op.equals("call_ind")) {
      d.gpr[number] = landing();
    }
  }

  void inMemory(int size) {
    switch (c.form.op()) {
      case "jmp_ind", "call_ind" -> patch(c.target, landing(), 8);
      case "cmpxchg" -> {
        if (random.percent(50)) {
          patch(c.target, d.gpr[Draft.EAX], size);
        }
      }
      case "cmpxchg8b" -> {
        c.target &= random.percent(80) ? -16 : -1;
        if (random.percent(60)) {
          patch(c.target, d.gpr[Draft.EAX], size / 2);
          patch(c.target + size / 2, d.gpr[Draft.EDX], size / 2);
        }
      }
      default -> {
        if (random.percent(60)) {
          patch(c.target, WidePool.value(random), Math.min(8, size));
        }
      }
    }
  }

  private void patch(int address, long value, int size) {
    ByteBuffer bytes = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(value);
    d.patch(address, Arrays.copyOf(bytes.array(), size));
  }

  private long landing() {
    long at = Windows.CODE + LANDING + random.below(LANDING_SIZE);
    return random.percent(4) ? at + (1L << 47 + random.below(16)) : at;
  }

  void emit(int value, int size) {
    for (int i = 0; i < size; i++) {
      d.emit(value >>> 8 * i);
    }
  }

  /** How many bytes stand behind the modrm operand. */
  int immediateBytes() {
    int bytes = 0;
    for (String o : c.form.operands()) {
      if (!InsnForm.isRegister(o) && InsnForm.method(o) == 'I') {
        bytes += size(o);
      }
    }
    return bytes;
  }

  private int size(String immediate) {
    return immediate.endsWith("b") ? 1 : c.size(immediate);
  }

  /** Emits immediates, distances and direct addresses. */
  void immediates() {
    for (String o : c.form.operands()) {
      if (InsnForm.isRegister(o)) {
        continue;
      }
      switch (InsnForm.method(o)) {
        case 'I' -> immediate(o);
        case 'J' -> distance(o.equals("Jb") ? 1 : 4);
        case 'O' -> direct(c.size(o));
        default -> {}
      }
    }
  }

  private void immediate(String operand) {
    String op = c.form.op();
    int size = size(operand);
    long value = WidePool.value(random);
    if (op.equals("enter")) {
      value = operand.equals("Iw") ? 8L * random.below(32) : random.below(4);
      value = random.percent(10) ? random.nextInt() : value;
    } else if (op.equals("ret") && random.percent(90)) {
      value = 8L * random.below(32);
    }
    lastImmediate = (int) value & 0xFF;
    emit((int) value, Math.min(4, size));
    if (size == 8) {
      emit((int) (value >>> 32), 4);
    }
  }

  private void distance(int size) {
    int length = d.bytes.size() + size;
    int value = size == 1 ? (byte) random.nextInt() : random.below(0x1800);
    // Not into the instruction itself.
    emit(value < 0 && value >= -length ? random.below(64) : value, size);
  }

  private void direct(int size) {
    long at = c.address(size);
    if (!c.narrowAddress && random.percent(5)) {
      at += 1L << 47 + random.below(16);
    }
    emit((int) at, 4);
    if (!c.narrowAddress) {
      emit((int) (at >>> 32), 4);
    }
    patch((int) at, WidePool.value(random), size);
  }

  /** What is popped. */
  void complete() {
    int top = (int) d.gpr[Draft.ESP];
    switch (c.form.op()) {
      case "ret" -> patch(top, landing(), 8);
      case "popf" -> patch(top, random.nextInt() & ~TF, c.operandSize);
      case "pop" -> {
        if (random.percent(60)) {
          patch(top, WidePool.value(random), c.operandSize);
        }
      }
      default -> {}
    }
  }

  /** The row's, and those that depend on a shift's count. */
  int undefinedFlags() {
    int row = c.form.undefinedFlags();
    int bits = c.form.operands().isEmpty() ? 0 : 8 * c.size(c.form.operands().getFirst());
    return switch (c.form.op()) {
      case "rol", "ror", "rcl", "rcr" -> row | (count(bits) == 1 ? 0 : InsnForm.OF);
      case "shl", "shr", "sar" -> row | shift(bits);
      case "shld", "shrd" ->
          count(bits) > bits ? ALL_FLAGS : row | (count(bits) == 1 ? 0 : InsnForm.OF);
      default -> row;
    };
  }

  private int shift(int bits) {
    int count = count(bits);
    if (count == 0) {
      return 0;
    }
    int undefined = count == 1 ? 0 : InsnForm.OF;
    return undefined | (count > bits && !c.form.op().equals("sar") ? InsnForm.CF : 0);
  }

  private int count(int bits) {
    int raw =
        switch (c.form.operands().getLast()) {
          case "1" -> 1;
          case "CL" -> (int) d.gpr[Draft.ECX];
          default -> lastImmediate;
        };
    return raw & (bits == 64 ? 0x3F : 0x1F);
  }
}
