package dev.xenolith.dom0.screen;

import java.util.HashMap;
import java.util.Map;

/**
 * Which key of a keyboard with the layout of the United States makes a symbol of X11: numbers of
 * symbols are keysymdef.h's, numbers of keys Linux's (input-event-codes.h).
 */
final class Keysyms {
  private static final Map<Integer, Integer> KEYS = new HashMap<>();

  /** Rows of keys: the number of the first, and the symbols with and without Shift, in pairs. */
  private static void row(int firstKey, String symbols) {
    for (int i = 0; i < symbols.length(); i++) {
      KEYS.put((int) symbols.charAt(i), firstKey + i / 2);
    }
  }

  /** Keys whose symbols are numbered on. */
  private static void run(int firstSymbol, int... keys) {
    for (int i = 0; i < keys.length; i++) {
      KEYS.put(firstSymbol + i, keys[i]);
    }
  }

  static {
    row(2, "1!2@3#4$5%6^7&8*9(0)-_=+");
    row(16, "qQwWeErRtTyYuUiIoOpP[{]}");
    row(30, "aAsSdDfFgGhHjJkKlL;:'\"`~");
    row(43, "\\|zZxXcCvVbBnNmM,<.>/?");
    row(57, " ");
    run(0xFF08, 14, 15); // BackSpace, Tab
    run(0xFF0D, 28); // Return
    run(0xFF13, 119, 70, 99); // Pause, Scroll_Lock, Sys_Req
    run(0xFF1B, 1); // Escape
    run(0xFF50, 102, 105, 103, 106, 108, 104, 109, 107); // Home to End
    run(0xFF61, 99); // Print
    run(0xFF63, 110); // Insert
    run(0xFF67, 127); // Menu
    run(0xFF7F, 69); // Num_Lock
    run(0xFF8D, 96); // KP_Enter
    run(0xFF95, 71, 75, 72, 77, 80, 73, 81, 79, 76, 82, 83); // KP_Home to KP_Delete
    run(0xFFAA, 55, 78, 121, 74, 83, 98); // KP_Multiply to KP_Divide
    run(0xFFB0, 82, 79, 80, 81, 75, 76, 77, 71, 72, 73); // KP_0 to KP_9
    run(0xFFBE, 59, 60, 61, 62, 63, 64, 65, 66, 67, 68, 87, 88); // F1 to F12
    run(0xFFE1, 42, 54, 29, 97, 58); // Shift_L, Shift_R, Control_L, Control_R, Caps_Lock
    run(0xFFE7, 56, 100, 56, 100, 125, 126); // Meta, Alt and Super, left and right
    run(0xFFFF, 111); // Delete
    run(0xFE03, 100); // ISO_Level3_Shift
    run(0xFE20, 15); // ISO_Left_Tab
  }

  private Keysyms() {}

  /** The key, or 0 where no key makes the symbol. */
  static int key(int symbol) {
    return KEYS.getOrDefault(symbol, 0);
  }
}
