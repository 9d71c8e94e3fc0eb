package dev.xenolith.dom0.screen;

import io.netty.buffer.ByteBuf;

/** Writes pixels as a viewer wants them (RFC 6143, 7.4 and 7.7.5). */
final class PixelWriter {
  /** What a pixel format takes in messages, in bytes. */
  static final int FORMAT_BYTES = 16;

  private static final int TRUE_COLOUR_BITS = 24;

  private final int bits;
  private final int depth;
  private final boolean bigEndian;
  private final int[] most = new int[3];
  private final int[] shifts = new int[3];

  private PixelWriter(int bits, int depth, boolean bigEndian) {
    this.bits = bits;
    this.depth = depth;
    this.bigEndian = bigEndian;
  }

  /** The server's own: 0x00RRGGBB in little-endian words. */
  static PixelWriter natural() {
    PixelWriter natural = new PixelWriter(32, TRUE_COLOUR_BITS, false);
    for (int c = 0; c < 3; c++) {
      natural.most[c] = 255;
      natural.shifts[c] = 16 - 8 * c;
    }
    return natural;
  }

  /** Reads a format; null for one that is not served: without true colour, or with odd sizes. */
  static PixelWriter read(ByteBuf in) {
    PixelWriter format =
        new PixelWriter(in.readUnsignedByte(), in.readUnsignedByte(), in.readByte() != 0);
    boolean trueColour = in.readByte() != 0;
    for (int c = 0; c < 3; c++) {
      format.most[c] = in.readUnsignedShort();
    }
    for (int c = 0; c < 3; c++) {
      format.shifts[c] = in.readUnsignedByte();
    }
    in.skipBytes(3);
    return trueColour && format.isSane() ? format : null;
  }

  private boolean isSane() {
    boolean sane = bits == 8 || bits == 16 || bits == 32;
    for (int c = 0; c < 3; c++) {
      sane &= shifts[c] < bits && (long) most[c] << shifts[c] < 1L << bits;
    }
    return sane;
  }

  /** Writes the format itself. */
  void writeFormat(ByteBuf out) {
    out.writeByte(bits).writeByte(depth).writeBoolean(bigEndian).writeBoolean(true);
    for (int c = 0; c < 3; c++) {
      out.writeShort(most[c]);
    }
    for (int c = 0; c < 3; c++) {
      out.writeByte(shifts[c]);
    }
    out.writeZero(3);
  }

  private int pixel(int rgb) {
    int pixel = 0;
    for (int c = 0; c < 3; c++) {
      int colour = rgb >> 16 - 8 * c & 0xFF;
      pixel |= (most[c] == 255 ? colour : (colour * most[c] + 127) / 255) << shifts[c];
    }
    return pixel;
  }

  /** Writes one pixel. */
  void write(int rgb, ByteBuf out) {
    write(pixel(rgb), 0, bits / 8, out);
  }

  /** Writes bytes of a word, from the lowest to be had on, in the viewer's order. */
  private void write(int pixel, int from, int count, ByteBuf out) {
    for (int i = 0; i < count; i++) {
      int at = bigEndian ? from + count - 1 - i : from + i;
      out.writeByte(pixel >>> 8 * at);
    }
  }

  /** Writes one pixel as ZRLE has it: without a byte of a word that never says anything. */
  void writeCompact(int rgb, ByteBuf out) {
    if (bits != 32 || depth > TRUE_COLOUR_BITS) {
      write(rgb, out);
      return;
    }
    int used = 0;
    for (int c = 0; c < 3; c++) {
      used |= most[c] << shifts[c];
    }
    if ((used & 0xFF000000) == 0) {
      write(pixel(rgb), 0, 3, out);
    } else if ((used & 0xFF) == 0) {
      write(pixel(rgb), 1, 3, out);
    } else {
      write(rgb, out);
    }
  }
}
