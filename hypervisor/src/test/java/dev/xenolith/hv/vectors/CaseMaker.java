package dev.xenolith.hv.vectors;

import java.util.List;
import java.util.Set;

/**
 * Makes cases out of seeds: a form of the table, prefixes, operands, and a state that makes them
 * matter.
 */
final class CaseMaker {
  private static final int DEFAULT_OFFSET = 0x100;

  /** Opcodes that other rows claim under F2 or F3. */
  private static final Set<String> NO_REPEAT =
      Set.of(
          "bsf",
          "bsr",
          "nop",
          "wbinvd",
          "xchg",
          "ud1",
          "movnti",
          "cmpxchg8b",
          "invlpg",
          "loope",
          "loopne");

  private final List<InsnForm> forms;

  CaseMaker(List<InsnForm> forms) {
    this.forms = forms;
  }

  /** The case of this seed. */
  SiliconCase make(long caseSeed) {
    SplitMix random = new SplitMix(caseSeed);
    return make(forms.get(random.below(forms.size())), caseSeed, random);
  }

  /** A case of one form. */
  SiliconCase make(InsnForm form, long caseSeed, SplitMix random) {
    Draft d = new Draft(form, random);
    for (int i = 0; i < d.gpr.length; i++) {
      d.gpr[i] = StatePool.register(caseSeed, i);
    }
    d.flags = StatePool.flags(caseSeed);
    chooseCode(d);
    choosePrefixes(d);
    chooseStack(d);
    chooseData(d);
    OperandMaker.prepare(d);
    emitOpcode(d);
    OperandMaker.immediates(d);
    OperandMaker.complete(d);
    return d.finish(Undefined.flags(d));
  }

  private static void chooseCode(Draft d) {
    SplitMix random = d.random;
    int kind = random.below(100);
    int selector = SiliconLdt.FLAT_CODE;
    if (kind < 8) {
      selector = SiliconLdt.selector(10);
    } else if (kind < 14) {
      selector = SiliconLdt.selector(random.oneOf(18, 19, 21));
    }
    d.selectors[SiliconCase.CS] = selector;
    int place = random.below(100);
    if (place < 88) {
      d.codeOffset = DEFAULT_OFFSET;
    } else if (place < 95) {
      d.codeOffset = Windows.PAGE - 1 - random.below(8);
    } else if (place < 97) {
      d.codeOffset = Windows.CODE_SIZE - 1 - random.below(8);
    } else {
      d.codeOffset = random.below(Windows.PAGE);
    }
    boolean code16 = !SiliconLdt.big(selector);
    d.operandSize = code16 ? 2 : 4;
    d.addressSize = code16 ? 2 : 4;
  }

  private static void choosePrefixes(Draft d) {
    SplitMix random = d.random;
    InsnForm form = d.form;
    boolean string = form.has("rep") || form.has("repz");
    if (!form.prefix().equals("66") && !form.prefix().equals("np") && random.percent(25)) {
      d.emit(0x66);
      d.operandSize ^= 6;
    }
    if (random.percent(form.hasModrm() || string ? 12 : 4)) {
      d.emit(0x67);
      d.addressSize ^= 6;
    }
    if (random.percent(20)) {
      int[] prefix = {0x26, 0x2E, 0x36, 0x3E, 0x64, 0x65};
      d.override = random.below(6);
      d.emit(prefix[d.override]);
    }
    // LOCK makes MOV CR8 of MOV CR0 on some processors, and others execute a locked VERW.
    boolean moves = form.op().contains("_cr") || form.op().contains("_dr");
    boolean verifies = form.op().startsWith("ver");
    if (!moves && !verifies && random.percent(form.has("lock") ? 25 : 1)) {
      d.locked = true;
      d.emit(0xF0);
    }
    boolean repeatable = form.prefix().isEmpty() && !NO_REPEAT.contains(form.op());
    if (repeatable && random.percent(string ? 60 : form.opcode()[0] == 0x0F ? 0 : 2)) {
      d.repeated = string;
      d.emit(random.oneOf(0xF2, 0xF3));
    }
    if (random.below(1000) < 4) {
      for (int i = random.below(15); i >= 0; i--) {
        d.emit(0x3E);
        d.override = SiliconCase.DS;
      }
    }
  }

  private static void chooseStack(Draft d) {
    SplitMix random = d.random;
    int selector = SiliconLdt.FLAT_DATA;
    if (random.percent(14)) {
      selector = SiliconLdt.selector(random.oneOf(11, 11, 12, 13, 14));
    }
    d.selectors[SiliconCase.SS] = selector;
    int base = SiliconLdt.base(selector);
    int kind = random.below(100);
    int at = Windows.STACK + Windows.PAGE + (random.below(64) - 32) * 4;
    if (kind < 5) {
      at += random.below(8);
    } else if (kind < 10) {
      at = Windows.STACK + random.oneOf(0, 0x1000, 0x1800, 0x2000) + random.below(64) - 32;
    }
    int sp = random.percent(1) ? random.below(12) - 6 : at - base;
    d.gpr[Draft.ESP] = SiliconLdt.big(selector) ? sp : d.gpr[Draft.ESP] & 0xFFFF0000 | sp & 0xFFFF;
  }

  private static void chooseData(Draft d) {
    for (int s : new int[] {SiliconCase.ES, SiliconCase.DS, SiliconCase.FS, SiliconCase.GS}) {
      boolean used = s == SiliconCase.DS ? d.override < 0 : s == d.override;
      boolean string = d.form.op().endsWith("s") && s == SiliconCase.ES;
      d.selectors[s] = SiliconLdt.FLAT_DATA;
      if (used || string || s == SiliconCase.DS) {
        d.selectors[s] = AddressMaker.dataSelector(d.random, d.addressSize);
      }
    }
  }

  private static void emitOpcode(Draft d) {
    InsnForm form = d.form;
    if (!form.prefix().isEmpty() && !form.prefix().startsWith("n")) {
      d.emit(Integer.parseInt(form.prefix(), 16));
    }
    int last = form.opcode().length - 1;
    for (int i = 0; i < last; i++) {
      d.emit(form.opcode()[i]);
    }
    boolean inModrm = form.fixedModrm() >= 0;
    int variant = form.variants() > 1 ? d.random.below(form.variants()) : 0;
    d.emit(form.opcode()[last] + (inModrm ? 0 : variant));
    if (inModrm) {
      d.emit(form.fixedModrm() + variant);
    } else if (form.hasModrm()) {
      OperandMaker.modrm(d);
    }
  }
}
