package dev.xenolith.hv.vectors;

import java.io.ByteArrayOutputStream;
import java.util.List;

/**
 * Makes short programs: what flags carry from one instruction to the next, branches over
 * instructions and small loops. Engines that fuse, defer or cache across instructions are judged by
 * these. No undefined flag is ever looked at.
 */
final class SequenceMaker {
  private static final int C = InsnForm.CF;
  private static final int P = InsnForm.PF;
  private static final int A = InsnForm.AF;
  private static final int Z = InsnForm.ZF;
  private static final int S = InsnForm.SF;
  private static final int O = InsnForm.OF;
  private static final int ALL = C | P | A | Z | S | O;
  private static final int MAX_BODY = 38;
  private static final int DATA_AT = Windows.DATA + 0x400;
  private static final int STACK_AT = Windows.STACK + Windows.PAGE;
  private static final int UNWANTED = 0x40500; // AC, TF, DF

  private final SplitMix random;
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private int undefined;

  private SequenceMaker(SplitMix random) {
    this.random = random;
  }

  /** The program of this seed. */
  static SiliconCase make(long caseSeed) {
    SplitMix random = new SplitMix(caseSeed);
    return new SequenceMaker(random).make(caseSeed, random);
  }

  private SiliconCase make(long caseSeed, SplitMix r) {
    int[] gpr = new int[8];
    for (int i = 0; i < gpr.length; i++) {
      gpr[i] = StatePool.register(caseSeed, i);
    }
    gpr[Draft.ECX] = 1 + r.below(6);
    gpr[Draft.EDI] = DATA_AT;
    gpr[Draft.ESP] = STACK_AT;
    emit(0x39, 0xC0 | register() << 3 | register()); // defines all flags
    int length = 4 + r.below(MAX_BODY - 4);
    while (bytes.size() < length) {
      one();
    }
    if (r.percent(50)) {
      loopBack();
    }
    if (r.percent(15)) {
      emit(0x8B, 0x05, 0, 0, 0, 0); // a page fault: flags must be exact by then
    }
    int offset = r.percent(80) ? 0x100 : Windows.PAGE - r.below(64);
    int[] selectors = new int[6];
    java.util.Arrays.fill(selectors, SiliconLdt.FLAT_DATA);
    selectors[SiliconCase.CS] = SiliconLdt.FLAT_CODE;
    int flags = StatePool.flags(caseSeed) & ~UNWANTED;
    var in = new SiliconCase.Registers(gpr, Windows.CODE + offset, flags, selectors);
    return new SiliconCase(in, bytes.toByteArray(), offset, List.of(), undefined);
  }

  private void loopBack() {
    switch (random.below(3)) {
      case 0 -> {
        emit(0x49);
        undefined &= C;
        emit(0x75, -(bytes.size() + 2));
      }
      case 1 -> {
        emit(0x83, 0xE9, 1);
        undefined = 0;
        emit(0x75, -(bytes.size() + 2));
      }
      default -> emit(0xE2, -(bytes.size() + 2));
    }
  }

  private void emit(int... values) {
    for (int v : values) {
      bytes.write(v);
    }
  }

  /**
   * A register that programs may change: not the counter, the data pointer or the stack pointer.
   */
  private int register() {
    return random.oneOf(0, 2, 3, 5, 6);
  }

  private int byteRegister() {
    return random.oneOf(0, 2, 3, 4, 6, 7);
  }

  private int displacement() {
    return random.below(30) * 4 + (random.percent(20) ? random.below(4) : 0);
  }

  private boolean defined(int flags) {
    return (undefined & flags) == 0;
  }

  private void narrow() {
    if (random.percent(15)) {
      emit(0x66);
    }
  }

  private void one() {
    switch (random.below(16)) {
      case 0, 1, 2, 3 -> arithmetic();
      case 4 -> countOne();
      case 5, 6 -> shift();
      case 7 -> compare();
      case 8 -> onCondition();
      case 9 -> move();
      case 10 -> multiply();
      case 11 -> flagsAsData();
      case 12 -> skip();
      case 13 -> carry();
      case 14 -> bits();
      default -> stack();
    }
  }

  private void arithmetic() {
    int op = random.below(8);
    if ((op == 2 || op == 3) && !defined(C)) {
      op = 0;
    }
    switch (random.below(6)) {
      case 0 -> emit(op << 3, 0xC0 | byteRegister() << 3 | byteRegister());
      case 1 -> {
        narrow();
        emit(0x83, 0xC0 | op << 3 | register(), random.nextInt());
      }
      case 2 -> {
        narrow();
        emit(op << 3 | 3, 0x47 | register() << 3, displacement());
      }
      case 3 -> {
        narrow();
        emit(op << 3 | 1, 0x47 | register() << 3, displacement());
      }
      case 4 -> emit(0x80, 0xC0 | op << 3 | byteRegister(), random.nextInt());
      default -> {
        narrow();
        emit(op << 3 | 1, 0xC0 | register() << 3 | register());
      }
    }
    boolean logic = op == 1 || op == 4 || op == 6;
    undefined = logic ? A : 0;
  }

  private void countOne() {
    narrow();
    if (random.percent(70)) {
      emit((random.percent(50) ? 0x40 : 0x48) + register());
      undefined &= C;
    } else {
      boolean negate = random.percent(50);
      emit(0xF7, (negate ? 0xD8 : 0xD0) | register());
      undefined = negate ? 0 : undefined;
    }
  }

  private void shift() {
    int op = random.oneOf(0, 1, 2, 3, 4, 5, 7);
    if ((op == 2 || op == 3) && !defined(C)) {
      op = 5;
    }
    boolean rotates = op < 4;
    int count = random.below(32);
    if (random.percent(30)) {
      count = 1;
      emit(0xD1, 0xC0 | op << 3 | register());
    } else if (random.percent(30)) {
      // By CL, which may be anything: what was undefined stays so.
      emit(0xD3, 0xC0 | op << 3 | register());
      undefined |= rotates ? O : O | A;
      return;
    } else {
      emit(0xC1, 0xC0 | op << 3 | register(), count);
    }
    if (count != 0) {
      int now = rotates ? undefined & ~(C | O) : A;
      undefined = now | (count == 1 ? 0 : O);
    }
  }

  private void compare() {
    narrow();
    switch (random.below(4)) {
      case 0 -> emit(0x39, 0xC0 | register() << 3 | register());
      case 1 -> emit(0x83, 0xF8 | register(), random.below(4) - 1);
      case 2 -> emit(0x3B, 0x47 | register() << 3, displacement());
      default -> {
        int same = register();
        emit(0x85, 0xC0 | same << 3 | (random.percent(50) ? same : register()));
        undefined = A;
        return;
      }
    }
    undefined = 0;
  }

  private static int needs(int condition) {
    return switch (condition >> 1) {
      case 0 -> O;
      case 1 -> C;
      case 2 -> Z;
      case 3 -> C | Z;
      case 4 -> S;
      case 5 -> P;
      case 6 -> S | O;
      default -> S | O | Z;
    };
  }

  private int condition() {
    int condition = random.below(16);
    if (!defined(needs(condition))) {
      compare();
    }
    return condition;
  }

  private void onCondition() {
    int condition = condition();
    if (random.percent(50)) {
      emit(0x0F, 0x90 | condition, 0xC0 | byteRegister());
    } else {
      emit(0x0F, 0x40 | condition, 0xC0 | register() << 3 | register());
    }
  }

  private void move() {
    switch (random.below(7)) {
      case 0 -> emit(0x8B, 0x47 | register() << 3, displacement());
      case 1 -> emit(0x89, 0x47 | register() << 3, displacement());
      case 2 ->
          emit(0x0F, random.oneOf(0xB6, 0xB7, 0xBE, 0xBF), 0x47 | register() << 3, displacement());
      case 3 -> emit(0x8D, 0x44 | register() << 3, register() << 3 | register(), random.nextInt());
      case 4 -> emit(0x87, 0xC0 | register() << 3 | register());
      case 5 -> emit(random.oneOf(0x98, 0x99));
      default -> emit(0x88, 0xC0 | byteRegister() << 3 | byteRegister());
    }
  }

  private void multiply() {
    if (random.percent(60)) {
      emit(0x0F, 0xAF, 0xC0 | register() << 3 | register());
    } else {
      emit(0xF7, (random.percent(50) ? 0xE0 : 0xE8) | register());
    }
    undefined = S | Z | A | P;
  }

  private void flagsAsData() {
    if (!defined(ALL)) {
      emit(0x39, 0xC0 | register() << 3 | register());
      undefined = 0;
      if (random.percent(50)) {
        emit(0x40 + register());
      }
    }
    switch (random.below(3)) {
      case 0 -> emit(0x9C, 0x58 + register());
      case 1 -> emit(0x9F);
      default -> emit(0x9E);
    }
  }

  /** A branch over what follows. */
  private void skip() {
    if (bytes.size() > MAX_BODY) {
      return;
    }
    int condition = condition();
    emit(0x70 | condition, 0);
    int at = bytes.size();
    int before = undefined;
    if (random.percent(50)) {
      arithmetic();
    } else {
      move();
    }
    undefined |= before;
    byte[] all = bytes.toByteArray();
    all[at - 1] = (byte) (all.length - at);
    bytes.reset();
    bytes.writeBytes(all);
  }

  private void carry() {
    int insn = random.oneOf(0xF8, 0xF9, 0xF5);
    if (insn == 0xF5 && !defined(C)) {
      insn = 0xF9;
    }
    emit(insn);
    undefined &= ~C;
  }

  private void bits() {
    switch (random.below(5)) {
      case 0 -> {
        emit(0x0F, random.oneOf(0xA3, 0xAB, 0xB3, 0xBB), 0xC0 | register() << 3 | register());
        undefined = undefined & ~C | O | S | A | P;
      }
      case 1 -> {
        emit(0x0F, random.oneOf(0xBC, 0xBD), 0xC0 | register() << 3 | register());
        undefined = O | S | A | P | C;
      }
      case 2 -> {
        emit(0x0F, 0xC1, 0xC0 | register() << 3 | register());
        undefined = 0;
      }
      case 3 -> {
        emit(0x0F, 0xB1, 0x47 | register() << 3, displacement());
        undefined = 0;
      }
      default -> {
        int count = 1 + random.below(31);
        emit(0x0F, random.oneOf(0xA4, 0xAC), 0xC0 | register() << 3 | register(), count);
        undefined = A | (count == 1 ? 0 : O);
      }
    }
  }

  private void stack() {
    switch (random.below(4)) {
      case 0 -> emit(0x50 + register(), 0x58 + register());
      case 1 -> emit(0xE8, 0, 0, 0, 0, 0x58 + register());
      case 2 -> emit(0xFF, 0x77, displacement(), 0x8F, 0x47, displacement());
      default -> emit(0xEB, 1, 0xF4);
    }
  }
}
