package dev.xenolith.pv.screen;

import dev.xenolith.pv.xenbus.DeviceException;

/** How a pixel is written, by the bits that it takes. */
enum PixelFormat {
  BITS_8(1) {
    @Override
    int rgb(int pixel) {
      return grow(pixel >> 5, 3) << 16 | grow(pixel >> 2 & 7, 3) << 8 | grow(pixel & 3, 2);
    }
  },
  BITS_16(2) {
    @Override
    int rgb(int pixel) {
      return grow(pixel >> 11, 5) << 16 | grow(pixel >> 5 & 63, 6) << 8 | grow(pixel & 31, 5);
    }
  },
  BITS_24(3) {
    @Override
    int rgb(int pixel) {
      return pixel;
    }
  },
  BITS_32(4) {
    @Override
    int rgb(int pixel) {
      return pixel & 0xFFFFFF;
    }
  };

  final int bytes;

  PixelFormat(int bytes) {
    this.bytes = bytes;
  }

  abstract int rgb(int pixel);

  static PixelFormat ofDepth(int depth) throws DeviceException {
    return switch (depth) {
      case 8 -> BITS_8;
      case 16 -> BITS_16;
      case 24 -> BITS_24;
      case 32 -> BITS_32;
      default -> throw new DeviceException("pixels of %d bits are not known".formatted(depth));
    };
  }

  /** A colour's few bits spread over eight, so that all ones stay all ones. */
  private static int grow(int colour, int bits) {
    int wide = colour << 8 - bits;
    for (int have = bits; have < 8; have *= 2) {
      wide |= wide >> have;
    }
    return wide;
  }

  /** Converts so many pixels. */
  void convert(byte[] from, int start, int count, int[] to, int at) {
    for (int i = 0; i < count; i++) {
      int pixel = 0;
      for (int b = bytes - 1; b >= 0; b--) {
        pixel = pixel << 8 | from[start + i * bytes + b] & 0xFF;
      }
      to[at + i] = rgb(pixel);
    }
  }
}
