package dev.xenolith.dom0.screen;

import io.netty.buffer.ByteBuf;
import java.util.zip.Deflater;

/**
 * Packs pixels in tiles (RFC 6143, 7.7.6). One for each viewer: what was packed helps what comes.
 */
final class ZrleEncoder implements AutoCloseable {
  static final int NUMBER = 16;

  private static final int TILE = 64;
  private static final int PALETTE = 16;
  private static final int SOLID = 1;

  private final Deflater deflater = new Deflater(Deflater.BEST_SPEED);
  private final int[] palette = new int[PALETTE];
  private int colours;

  /** Writes the pixels of a rectangle with their length before them. */
  void encode(int[] pixels, int width, int height, PixelWriter writer, ByteBuf out) {
    ByteBuf plain = out.alloc().buffer(pixels.length);
    try {
      for (int y = 0; y < height; y += TILE) {
        for (int x = 0; x < width; x += TILE) {
          int right = Math.min(x + TILE, width);
          int bottom = Math.min(y + TILE, height);
          tile(new Tile(pixels, width, x, y, right, bottom), writer, plain);
        }
      }
      pack(plain, out);
    } finally {
      plain.release();
    }
  }

  private void pack(ByteBuf plain, ByteBuf out) {
    int lengthAt = out.writerIndex();
    out.writeInt(0);
    deflater.setInput(plain.nioBuffer());
    byte[] piece = new byte[8192];
    int count;
    do {
      count = deflater.deflate(piece, 0, piece.length, Deflater.SYNC_FLUSH);
      out.writeBytes(piece, 0, count);
    } while (count == piece.length);
    out.setInt(lengthAt, out.writerIndex() - lengthAt - 4);
  }

  /** Part of a rectangle. */
  private record Tile(int[] pixels, int stride, int left, int top, int right, int bottom) {
    int at(int x, int y) {
      return pixels[y * stride + x];
    }
  }

  private void tile(Tile tile, PixelWriter writer, ByteBuf out) {
    if (!findPalette(tile)) {
      out.writeByte(0);
      for (int y = tile.top; y < tile.bottom; y++) {
        for (int x = tile.left; x < tile.right; x++) {
          writer.writeCompact(tile.at(x, y), out);
        }
      }
      return;
    }
    out.writeByte(colours);
    for (int i = 0; i < colours; i++) {
      writer.writeCompact(palette[i], out);
    }
    if (colours > SOLID) {
      indices(tile, out);
    }
  }

  /** Each line begins with a byte of its own. */
  private void indices(Tile tile, ByteBuf out) {
    int bits = colours == 2 ? 1 : colours <= 4 ? 2 : 4;
    for (int y = tile.top; y < tile.bottom; y++) {
      int packed = 0;
      int have = 0;
      for (int x = tile.left; x < tile.right; x++) {
        packed = packed << bits | index(tile.at(x, y));
        have += bits;
        if (have == 8) {
          out.writeByte(packed);
          packed = 0;
          have = 0;
        }
      }
      if (have > 0) {
        out.writeByte(packed << 8 - have);
      }
    }
  }

  private int index(int colour) {
    for (int i = 0; i < colours; i++) {
      if (palette[i] == colour) {
        return i;
      }
    }
    return -1;
  }

  private boolean findPalette(Tile tile) {
    colours = 0;
    int last = -1;
    for (int y = tile.top; y < tile.bottom; y++) {
      for (int x = tile.left; x < tile.right; x++) {
        int colour = tile.at(x, y);
        if (colour != last && index(colour) < 0) {
          if (colours == PALETTE) {
            return false;
          }
          palette[colours++] = colour;
        }
        last = colour;
      }
    }
    return true;
  }

  @Override
  public void close() {
    deflater.end();
  }
}
