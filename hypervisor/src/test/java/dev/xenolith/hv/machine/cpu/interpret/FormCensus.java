package dev.xenolith.hv.machine.cpu.interpret;

import dev.xenolith.hv.machine.cpu.decode.CodeMode;
import dev.xenolith.hv.machine.cpu.decode.Decoded;
import dev.xenolith.hv.machine.cpu.decode.Decoder;
import dev.xenolith.hv.machine.cpu.decode.Insn;
import dev.xenolith.hv.machine.cpu.decode.Op;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Counts the packed forms that 64-bit programs have. */
final class FormCensus {
  private static final int CONDITIONS = 0b1111_0000_1111_1100;
  private static final int SIGNS = 0b1100_0011_0011_0000;
  private static final int ZERO_OR_NOT = 0b11_0000;

  private final Lifter64 lifter = new Lifter64();
  private final Forms64 forms = new Forms64();
  private final Decoder decoder = new Decoder();
  private final int[] counts = new int[Code.OPERATION + 1];

  /** Counts the forms of a program that stands at an address. */
  void count(int[] code, long rip) {
    long before = Lifter.NONE;
    int at = 0;
    while (at < code.length) {
      int from = at;
      Insn insn = new Insn();
      if (decoder.decode(CodeMode.BITS64, i -> code[from + i], insn) != Decoded.OK) {
        return;
      }
      boolean end =
          switch (insn.op()) {
            case JCC, JMP, CALL, RET, JMP_IND, CALL_IND -> true;
            default -> false;
          };
      long word = end ? lifter.liftEnd(insn, rip + at) : lifter.lift(insn, rip + at);
      note(word);
      if (insn.op() == Op.JCC && before != Lifter.NONE) {
        note(forms.fuse(before, (int) word & Code.OPERATION, insn.condition()));
      }
      before = word;
      at += insn.length();
    }
  }

  private void note(long word) {
    if (word == Lifter.NONE) {
      return;
    }
    int operation = (int) word & Code.OPERATION;
    counts[operation]++;
    counts[forms.quietForm(operation)]++;
  }

  /** The forms that were not met. */
  List<String> missing() {
    Map<String, Integer> families = new TreeMap<>();
    families.put("JCC", 0xFFFF);
    families.put("CMP_RR_JCC", CONDITIONS);
    families.put("CMP_RI_JCC", CONDITIONS);
    families.put("TEST_RR_JCC", SIGNS);
    for (String two : List.of("RR", "RI")) {
      families.put(two, 0x1FF);
      families.put(two + "_QUIET", 1 << Code.ADD | 1 << Code.OR | 1 << Code.AND | 0b110_0000);
    }
    families.put("RM", 0x1FF);
    families.put("RM32", families.get("RM"));
    List<String> missing = new ArrayList<>();
    for (Field field : Code64.class.getDeclaredFields()) {
      String name = field.getName();
      if (List.of("SCRATCH", "FS_BASE", "GS_BASE", "NARROW", "RARE", "COMPILED").contains(name)) {
        continue;
      }
      int members = families.getOrDefault(name, name.endsWith("_JCC") ? ZERO_OR_NOT : 1);
      addMissing(name, members, value(field), missing);
    }
    return missing;
  }

  private void addMissing(String name, int members, int first, List<String> missing) {
    for (int i = 0; i < 16; i++) {
      if ((members >>> i & 1) != 0 && counts[first + i] == 0) {
        missing.add(name + " + " + i);
      }
    }
  }

  private static int value(Field field) {
    try {
      return field.getInt(null);
    } catch (IllegalAccessException e) {
      throw new AssertionError(e);
    }
  }
}
