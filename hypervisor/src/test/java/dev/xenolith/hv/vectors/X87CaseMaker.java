package dev.xenolith.hv.vectors;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;

/**
 * Makes cases of the x87's instructions from seeds: every row of the table, with stacks full and
 * empty, edges for numbers, exceptions that are masked, that are not, and that wait already, and
 * operands that reach over pages. What comes last tells the pointers (FNSTENV) or asks for the
 * exception (FWAIT).
 */
final class X87CaseMaker {
  private static final List<InsnForm> FORMS =
      InsnForms.all().stream()
          .filter(f -> f.opcode()[0] >= 0xD8 && f.opcode()[0] <= 0xDF || f.op().equals("fwait"))
          .toList();

  private static final int OPERAND = Windows.DATA + 0x400;
  private static final int BASE = Draft.EDI;
  private static final int ENVIRONMENT = Windows.DATA + 0x800;
  private static final int CODES = 0x4700;
  private static final int STACK_FAULT = 0x40;
  private static final int WAITING = 0x8080;
  private static final int AC = 0x40000;
  private static final int STATUS_FLAGS = 0x8D5;

  private final UnitDraft d;
  private final SplitMix random;
  private final FpuCaseMaker numbers;
  private final InsnForm form;
  private final int variant;

  private X87CaseMaker(long caseSeed) {
    d = new UnitDraft(caseSeed);
    random = d.random;
    numbers = new FpuCaseMaker(random);
    form = FORMS.get(random.below(FORMS.size()));
    variant = form.variants() > 1 ? random.below(form.variants()) : 0;
  }

  static UnitCase make(long caseSeed) {
    return new X87CaseMaker(caseSeed).make();
  }

  private UnitCase make() {
    d.portable = true;
    d.flags |= random.nextInt() & STATUS_FLAGS;
    d.flags |= random.percent(5) ? AC : 0;
    state();
    registers();
    instruction();
    d.gpr[Draft.ESI] = ENVIRONMENT;
    switch (random.below(4)) {
      case 0 -> {
        // In memory no bit is tolerated.
        if (!UnitTolerance.transcendental(d.bytes.toByteArray())) {
          d.emit(0xD9, 0x36); // fnstenv [rsi]
        }
      }
      case 1 -> d.emit(0x9B);
      default -> {}
    }
    return d.finish();
  }

  private void state() {
    int control = numbers.controlWord();
    int status = random.below(8) << 11 | random.nextInt() & CODES;
    if (random.percent(20)) {
      status |= random.below(0x80);
    }
    boolean waits = (status & ~control & 0x3F) != 0;
    if (waits && random.percent(85)) {
      status &= ~0x3F | control;
      waits = false;
    }
    if ((status & 1) == 0) {
      status &= ~STACK_FAULT;
    }
    int top = status >>> 11 & 7;
    int full =
        switch (random.below(8)) {
          case 0 -> 0xFF;
          case 1 -> 0;
          case 2 -> random.below(0x100);
          default -> {
            int depth = (1 << 1 + random.below(7)) - 1;
            yield depth << top | depth << top >>> 8;
          }
        };
    d.x87(control, status | (waits ? WAITING : 0), full);
  }

  /** Numbers for the operands; the other registers hold anything. */
  private void registers() {
    int near = 0x3FFF;
    for (int i : new int[] {0, 1, variant}) {
      if (random.percent(40)) {
        int index = random.below(FpuEdges.count(FpuOp.Kind.EXT));
        d.st(i, FpuEdges.low(FpuOp.Kind.EXT, index), FpuEdges.high(FpuOp.Kind.EXT, index));
      } else {
        int high = numbers.exponent(near);
        near = high & 0x7FFF;
        d.st(i, numbers.low(FpuOp.Kind.EXT, 0), high);
      }
    }
  }

  /** Where the manuals leave the result open, the operand is brought where they do not. */
  private void restrict() {
    int high = (int) d.image[UnitCase.ST + 1];
    boolean open =
        switch (form.op()) {
          case "f2xm1" -> !FpuOp.F2XM1.defined(high);
          case "fyl2xp1" -> !FpuOp.FYL2XP1.defined(high);
          default -> false;
        };
    if (open) {
      d.st(0, d.image[UnitCase.ST] | Long.MIN_VALUE, high & 0x8000 | 0x3FFC - random.below(70));
    }
  }

  private void instruction() {
    restrict();
    String operand = form.operands().isEmpty() ? "" : form.operands().getFirst();
    boolean memory = operand.startsWith("M");
    if (random.percent(10)) {
      d.emit(random.oneOf(0x66, 0x3E, 0x66, 0xF2, 0xF3));
    }
    if (random.percent(memory ? 6 : 2)) {
      d.emit(0x48);
      d.portable = false;
    }
    int[] opcode = form.opcode();
    for (int i = 0; i < opcode.length - 1; i++) {
      d.emit(opcode[i]);
    }
    int last = opcode[opcode.length - 1];
    if (form.fixedModrm() >= 0) {
      d.emit(last, form.fixedModrm() + variant);
    } else if (memory) {
      int displacement = random.below(0x40);
      d.emit(last, 0x47 | form.digit() << 3, displacement);
      memory(operand, displacement);
    } else {
      d.emit(last);
    }
  }

  private void memory(String operand, int displacement) {
    int size = size(operand);
    int at = OPERAND;
    int kind = random.below(100);
    if (kind < 3) {
      at = Windows.DATA + Windows.DATA_WRITABLE - random.below(size + 4);
    } else if (kind < 5) {
      at = Windows.DATA + Windows.DATA_SIZE - random.below(size + 4);
    } else if (kind < 8) {
      at = Windows.DATA + Windows.PAGE - random.below(size + 4);
    } else if (kind < 30) {
      at += random.below(16);
    }
    d.gpr[BASE] = at - displacement;
    byte[] value = value(operand);
    if (value.length > 0 && at + value.length <= Windows.DATA + Windows.DATA_WRITABLE) {
      d.patch(at, value);
    }
  }

  private static int size(String operand) {
    return switch (operand) {
      case "Mw" -> 2;
      case "Md" -> 4;
      case "Mq" -> 8;
      case "Mt" -> 10;
      default -> 108;
    };
  }

  private byte[] value(String operand) {
    boolean integer = form.op().startsWith("fi");
    ByteBuffer b = ByteBuffer.allocate(32).order(ByteOrder.LITTLE_ENDIAN);
    switch (operand) {
      case "Mw" -> {
        int word =
            form.op().equals("fldcw")
                ? random.percent(80) ? numbers.controlWord() : random.nextInt()
                : (int) numbers.low(FpuOp.Kind.I16, 0);
        b.putShort((short) word);
      }
      case "Md" -> b.putInt((int) numbers.low(integer ? FpuOp.Kind.I32 : FpuOp.Kind.B32, 0));
      case "Mq" -> b.putLong(numbers.low(integer ? FpuOp.Kind.I64 : FpuOp.Kind.B64, 0));
      case "Mt" -> {
        if (form.op().equals("fbld")) {
          b.putLong(numbers.decimal(16)).putShort((short) (random.nextInt() & 0x8000));
        } else {
          b.putLong(numbers.low(FpuOp.Kind.EXT, 0)).putShort((short) numbers.exponent(0x3FFF));
        }
      }
      default -> {}
    }
    return Arrays.copyOf(b.array(), b.position());
  }
}
