package dev.xenolith.pv.net;

import dev.xenolith.abi.layout.GuestBytes;
import java.util.SplittableRandom;

/** Beginnings of frames whose headers are nearly right. */
final class HostileFrames {
  private static final int ROOM = 256;
  private static final int[] TYPES = {0x0800, 0x86DD, 0x8100, 0x0806};
  private static final int[] PROTOCOLS = {Headers.TCP, Headers.UDP, 58, 1};

  private HostileFrames() {}

  /**
   * Writes one.
   *
   * @param first how much of it is in this page
   * @param total how long all of it is
   */
  static void fill(GuestBytes page, SplittableRandom random, int first, int total) {
    byte[] b = new byte[ROOM];
    random.nextBytes(b);
    if (random.nextInt(3) == 0) {
      b[0] |= 1; // for many
    }
    int at = 12;
    int type = TYPES[random.nextInt(TYPES.length)];
    if (type == 0x8100) {
      Checksums.put16(b, at, type);
      at += 4;
      type = TYPES[random.nextInt(2)];
    }
    Checksums.put16(b, at, type);
    at += 2;
    if (type == 0x0800) {
      b[at] = (byte) (0x40 | (random.nextInt(4) == 0 ? random.nextInt(16) : 5));
      Checksums.put16(b, at + 2, length(random, total - at));
      Checksums.put16(b, at + 6, random.nextInt(8) == 0 ? random.nextInt(1 << 16) : 0x4000);
      b[at + 9] = (byte) PROTOCOLS[random.nextInt(PROTOCOLS.length)];
      b[at + 32] = (byte) (random.nextInt(4) == 0 ? random.nextInt(256) : 0x50);
    } else {
      b[at] = 0x60;
      Checksums.put16(b, at + 4, length(random, total - at - 40));
      b[at + 6] = (byte) PROTOCOLS[random.nextInt(PROTOCOLS.length)];
      b[at + 52] = (byte) (random.nextInt(4) == 0 ? random.nextInt(256) : 0x50);
    }
    page.put(0, b, 0, Math.min(first, ROOM));
  }

  private static int length(SplittableRandom random, int honest) {
    return switch (random.nextInt(8)) {
      case 0 -> random.nextInt(1 << 16);
      case 1 -> honest + random.nextInt(5) - 2;
      default -> honest;
    };
  }
}
