package dev.xenolith.hv.machine.cpu.decode;

import java.util.Random;

/**
 * Encodes rows of the table: a random instruction of one row, as the manual would have an assembler
 * write it.
 */
final class RowSampler {
  private static final int[] PREFIXES = {
    0x66, 0x67, 0xf2, 0xf3, 0xf0, 0x2e, 0x36, 0x3e, 0x26, 0x64, 0x65
  };

  private final Random random;

  RowSampler(long seed) {
    random = new Random(seed);
  }

  /**
   * An encoding without a prefix that is not part of the row, followed by random bytes up to 15.
   */
  byte[] plain(Row row) {
    return encode(row, 0, false);
  }

  /** An encoding with any prefixes, REX too when {@code rex}, followed by random bytes up to 15. */
  byte[] decorated(Row row, boolean rex) {
    int prefixes = 0;
    while (prefixes < 4 && random.nextInt(4) == 0) {
      prefixes++;
    }
    return encode(row, prefixes, rex && random.nextInt(5) < 2);
  }

  /** Fifteen random bytes. */
  byte[] noise() {
    byte[] bytes = new byte[15];
    random.nextBytes(bytes);
    return bytes;
  }

  private byte[] encode(Row row, int prefixes, boolean rex) {
    byte[] bytes = noise();
    if (random.nextInt(4) == 0) {
      // Displacements and immediates of zero are written differently.
      for (int i = 8; i < bytes.length; i++) {
        bytes[i] = 0;
      }
    }
    int at = 0;
    for (int i = 0; i < prefixes; i++) {
      bytes[at++] = (byte) PREFIXES[random.nextInt(PREFIXES.length)];
    }
    int mandatory = mandatory(row);
    if (mandatory != 0) {
      bytes[at++] = (byte) mandatory;
    }
    if (rex) {
      bytes[at++] = (byte) (0x40 | random.nextInt(16));
    }
    if (row.map > 0) {
      bytes[at++] = 0x0f;
    }
    if (row.map > 1) {
      bytes[at++] = (byte) (row.map == 2 ? 0x38 : 0x3a);
    }
    bytes[at++] = (byte) (row.opcode + random.nextInt(row.opcodes));
    if (row.usesModrm) {
      bytes[at] = (byte) modrm(row);
    }
    return bytes;
  }

  private static int mandatory(Row row) {
    return switch (row.prefix) {
      case Row.PREFIX_66 -> 0x66;
      case Row.PREFIX_F3 -> 0xf3;
      case Row.PREFIX_F2 -> 0xf2;
      default -> 0;
    };
  }

  private int modrm(Row row) {
    int free = random.nextInt(256) & ~row.modrmMask;
    int modrm = row.modrmValue | free;
    if (row.onlyRegister) {
      return modrm | 0xc0;
    }
    boolean memory = modrm < 0xc0;
    if (row.onlyMemory && !memory) {
      return modrm & 0x3f | random.nextInt(3) << 6;
    }
    return modrm;
  }
}
