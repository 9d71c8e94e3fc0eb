package dev.xenolith.dom0.builder;

import dev.xenolith.dom0.elf.BadImageException;

/**
 * The file that Linux is booted from: setup code in sectors, then the protected-mode part, in which
 * the packed kernel lies (Linux: Documentation/arch/x86/boot.rst, fields setup_sects, boot_flag,
 * header, version, payload_offset, payload_length).
 *
 * @param from of the packed kernel, in bytes from the start of the file
 * @param length of the packed kernel in bytes, inside the file
 */
record BzImage(int from, int length) {
  private static final int SETUP_SECTS = 0x1F1;
  private static final int BOOT_FLAG = 0x1FE;
  private static final int HEADER = 0x202;
  private static final int VERSION = 0x206;
  private static final int PAYLOAD_OFFSET = 0x248;
  private static final int PAYLOAD_LENGTH = 0x24C;
  private static final int HEADER_END = 0x250;
  private static final int SECTOR = 512;

  /** The first version of the protocol that says where the packed kernel is. */
  private static final int VERSION_WITH_PAYLOAD = 0x208;

  /** Whether these bytes begin as a bootable Linux does. */
  static boolean looksLikeOne(byte[] bytes) {
    return bytes.length >= VERSION
        && u16(bytes, BOOT_FLAG) == 0xAA55
        && u16(bytes, HEADER) == 0x6448
        && u16(bytes, HEADER + 2) == 0x5372;
  }

  /**
   * Finds the packed kernel.
   *
   * @throws BadImageException when the header does not say where it is, or says it is elsewhere
   *     than in the file
   */
  static BzImage read(byte[] bytes) throws BadImageException {
    if (bytes.length < HEADER_END) {
      throw new BadImageException("the bzImage ends within its setup header", bytes.length);
    }
    int version = u16(bytes, VERSION);
    if (version < VERSION_WITH_PAYLOAD) {
      throw new BadImageException(
          "the bzImage is of boot protocol %d.%02d, and only from 2.08 on it says where its kernel is"
              .formatted(version >> 8, version & 0xFF),
          VERSION);
    }
    int sectors = bytes[SETUP_SECTS] & 0xFF;
    // The setup code of very old kernels had four sectors and said nothing.
    long protectedMode = (long) ((sectors == 0 ? 4 : sectors) + 1) * SECTOR;
    long from = protectedMode + u32(bytes, PAYLOAD_OFFSET);
    long length = u32(bytes, PAYLOAD_LENGTH);
    if (from + length > bytes.length) {
      throw new BadImageException(
          "the kernel in the bzImage is said to be 0x%x bytes at 0x%x, but the file has 0x%x bytes"
              .formatted(length, from, bytes.length),
          PAYLOAD_OFFSET);
    }
    if (length < 4) {
      throw new BadImageException("the bzImage holds no kernel", PAYLOAD_LENGTH);
    }
    return new BzImage((int) from, (int) length);
  }

  private static int u16(byte[] bytes, int at) {
    return bytes[at] & 0xFF | (bytes[at + 1] & 0xFF) << 8;
  }

  static long u32(byte[] bytes, int at) {
    return u16(bytes, at) | (long) u16(bytes, at + 2) << 16;
  }
}
