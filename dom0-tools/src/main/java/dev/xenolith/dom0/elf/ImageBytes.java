package dev.xenolith.dom0.elf;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * The bytes of an image, each read checked against their number. Little-endian, as x86 images are.
 */
final class ImageBytes {
  private static final VarHandle U16 = view(short[].class);
  private static final VarHandle U32 = view(int[].class);
  private static final VarHandle U64 = view(long[].class);

  private final byte[] bytes;

  ImageBytes(byte[] bytes) {
    this.bytes = bytes;
  }

  private static VarHandle view(Class<?> arrayOfElement) {
    return MethodHandles.byteArrayViewVarHandle(arrayOfElement, ByteOrder.LITTLE_ENDIAN);
  }

  long size() {
    return bytes.length;
  }

  /** Whether the range lies inside the image; the numbers are unsigned and may be anything. */
  boolean contains(long offset, long length) {
    return offset >= 0 && length >= 0 && offset <= bytes.length && length <= bytes.length - offset;
  }

  /** Refuses a range outside the image; {@code place} is where the image states the range. */
  void check(long offset, long length, String what, long place) throws BadImageException {
    if (!contains(offset, length)) {
      throw new BadImageException(
          "%s is said to be 0x%x bytes at 0x%x, but the image has 0x%x bytes"
              .formatted(what, length, offset, bytes.length),
          place);
    }
  }

  int u8(long offset, String what) throws BadImageException {
    return bytes[need(offset, 1, what)] & 0xFF;
  }

  int u16(long offset, String what) throws BadImageException {
    return (short) U16.get(bytes, need(offset, 2, what)) & 0xFFFF;
  }

  long u32(long offset, String what) throws BadImageException {
    return Integer.toUnsignedLong((int) U32.get(bytes, need(offset, 4, what)));
  }

  long u64(long offset, String what) throws BadImageException {
    return (long) U64.get(bytes, need(offset, 8, what));
  }

  /** An unsigned number of 1, 2, 4 or 8 bytes; any other size reads as zero, as libelf has it. */
  long number(long offset, long size, String what) throws BadImageException {
    return switch (Math.clamp(size, 0, 9)) {
      case 1 -> u8(offset, what);
      case 2 -> u16(offset, what);
      case 4 -> u32(offset, what);
      case 8 -> u64(offset, what);
      default -> 0;
    };
  }

  /** The bytes up to a NUL, as text of one byte per character, at most {@code limit} of them. */
  String string(long offset, int limit, String what) throws BadImageException {
    int start = need(offset, 0, what);
    for (int end = start; end < bytes.length && end - start <= limit; end++) {
      if (bytes[end] == 0) {
        return new String(bytes, start, end - start, StandardCharsets.ISO_8859_1);
      }
    }
    throw new BadImageException(
        what + " does not end within " + limit + " characters or the image", offset);
  }

  byte[] array() {
    return bytes;
  }

  private int need(long offset, int length, String what) throws BadImageException {
    if (!contains(offset, length)) {
      throw new BadImageException(
          "%s needs %d bytes, but the image ends after 0x%x".formatted(what, length, bytes.length),
          offset);
    }
    return (int) offset;
  }
}
