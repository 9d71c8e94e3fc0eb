package dev.xenolith.hv.vectors;

import java.util.HexFormat;

/** Floating-point states for messages. */
final class UnitText {
  private UnitText() {}

  /** A state; of the registers only those that differ from another one, if there is one. */
  static String of(long[] gpr, long[] image, long[] from) {
    StringBuilder s = new StringBuilder("\n   ");
    for (int i = 0; i < gpr.length; i++) {
      s.append(i == 8 ? "\n    " : "").append(" r").append(i).append('=').append(hex(gpr[i]));
    }
    s.append("\n    fcw=").append(Long.toHexString(image[0] & 0xFFFF));
    s.append(" fsw=").append(Long.toHexString(image[0] >>> 16 & 0xFFFF));
    s.append(" full=").append(Long.toHexString(image[0] >>> 32 & 0xFF));
    s.append(" fop=").append(Long.toHexString(image[0] >>> 48));
    s.append(" fip=").append(Long.toHexString(image[1]));
    s.append(" fdp=").append(Long.toHexString(image[2]));
    s.append(" mxcsr=").append(Long.toHexString(image[UnitCase.MXCSR] & 0xFFFFFFFFL));
    for (int i = UnitCase.ST; i < UnitCase.WORDS; i += 2) {
      if (from == null || image[i] != from[i] || image[i + 1] != from[i + 1]) {
        boolean x87 = i < UnitCase.XMM;
        s.append(i % 8 == 4 || from != null ? "\n    " : " ");
        s.append(x87 ? "st" : "xmm").append((i - (x87 ? UnitCase.ST : UnitCase.XMM)) / 2);
        s.append('=').append(hex(image[i + 1]), x87 ? 12 : 0, 16).append('.').append(hex(image[i]));
      }
    }
    return s.toString();
  }

  private static String hex(long value) {
    return HexFormat.of().toHexDigits(value);
  }
}
