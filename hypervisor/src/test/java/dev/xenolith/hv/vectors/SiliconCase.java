package dev.xenolith.hv.vectors;

import java.util.HexFormat;
import java.util.List;

/**
 * One instruction with everything it starts from.
 *
 * @param in the registers before
 * @param insn the bytes of the instruction, at most 15
 * @param codeOffset where in the code window they stand; beyond its end they are cut off
 * @param patches what memory holds besides its pattern, applied in order
 * @param undefined flags that the manuals leave undefined afterwards
 */
record SiliconCase(Registers in, byte[] insn, int codeOffset, List<Patch> patches, int undefined) {
  /** Order of {@link Registers#selectors}, as in the encoding. */
  static final int ES = 0;

  static final int CS = 1;
  static final int SS = 2;
  static final int DS = 3;
  static final int FS = 4;
  static final int GS = 5;

  /** The visible registers. */
  record Registers(int[] gpr, int eip, int eflags, int[] selectors) {
    @Override
    public String toString() {
      StringBuilder s = new StringBuilder();
      String[] names = {"eax", "ecx", "edx", "ebx", "esp", "ebp", "esi", "edi"};
      for (int i = 0; i < names.length; i++) {
        s.append(names[i]).append('=').append(HexFormat.of().toHexDigits(gpr[i])).append(' ');
      }
      s.append("eip=").append(HexFormat.of().toHexDigits(eip));
      s.append(" efl=").append(HexFormat.of().toHexDigits(eflags));
      String[] segments = {"es", "cs", "ss", "ds", "fs", "gs"};
      for (int i = 0; i < segments.length; i++) {
        s.append(' ').append(segments[i]).append('=');
        s.append(Integer.toHexString(selectors[i]));
      }
      return s.toString();
    }
  }

  /** Bytes put into DATA or STACK before the instruction runs. */
  record Patch(int address, byte[] bytes) {
    @Override
    public String toString() {
      return Integer.toHexString(address) + ":" + HexFormat.of().formatHex(bytes);
    }
  }

  @Override
  public String toString() {
    return HexFormat.of().formatHex(insn) + " " + in + " " + patches;
  }
}
