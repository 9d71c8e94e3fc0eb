package dev.xenolith.pv.p9;

import dev.xenolith.abi.call.XenErrno;
import dev.xenolith.abi.layout.ByteArrayBytes;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Reads the fields of a message. What is wrong is kept; fields behind it are 0 or empty. */
final class MessageReader {
  private static final int LONGEST_NAME = 255;
  private static final int LONGEST_PATH = 4095;

  private final byte[] message;
  private final ByteArrayBytes bytes;
  private int at;
  private XenErrno wrong;

  MessageReader(byte[] message) {
    this.message = message;
    bytes = new ByteArrayBytes(message);
  }

  /** What is wrong with the fields so far, or null. */
  XenErrno wrong() {
    return wrong;
  }

  private void isWrong(XenErrno why) {
    wrong = wrong == null ? why : wrong;
  }

  /** Where the next field of this length is; -1 when it is not all there. */
  private int next(int length) {
    if (wrong != null || length > message.length - at) {
      isWrong(XenErrno.EINVAL);
      return -1;
    }
    int found = at;
    at += length;
    return found;
  }

  int u8() {
    int found = next(Byte.BYTES);
    return found < 0 ? 0 : bytes.getU8(found);
  }

  int u16() {
    int found = next(Short.BYTES);
    return found < 0 ? 0 : bytes.getU16(found);
  }

  int u32() {
    int found = next(Integer.BYTES);
    return found < 0 ? 0 : bytes.getU32(found);
  }

  long u64() {
    int found = next(Long.BYTES);
    return found < 0 ? 0 : bytes.getU64(found);
  }

  P9Request.Time time() {
    return new P9Request.Time(u64(), u64());
  }

  /** A number of things, which this message must not have more of. */
  int count(int most) {
    int count = u16();
    if (count > most) {
      isWrong(XenErrno.EINVAL);
    }
    return wrong == null ? count : 0;
  }

  String text() {
    int length = u16();
    int found = next(length);
    return found < 0 ? "" : new String(message, found, length, StandardCharsets.ISO_8859_1);
  }

  /** Data with its length before it. */
  byte[] data() {
    int length = u32();
    int found = length < 0 ? next(Integer.MAX_VALUE) : next(length);
    return found < 0 ? new byte[0] : Arrays.copyOfRange(message, found, found + length);
  }

  /** Where a symbolic link is to lead. */
  String target() {
    String target = text();
    if (target.isEmpty() || target.indexOf('\0') >= 0) {
      isWrong(XenErrno.EINVAL);
    } else if (target.length() > LONGEST_PATH) {
      isWrong(XenErrno.ENAMETOOLONG);
    }
    return target;
  }

  /** The name of something in a directory, or of a step from there. */
  String step() {
    String name = text();
    if (name.isEmpty() || name.indexOf('/') >= 0 || name.indexOf('\0') >= 0) {
      isWrong(XenErrno.EINVAL);
    } else if (name.length() > LONGEST_NAME) {
      isWrong(XenErrno.ENAMETOOLONG);
    }
    return name;
  }

  /** The name of something in a directory, which is neither that itself nor the one above. */
  String name() {
    String name = step();
    if (name.equals(".") || name.equals("..")) {
      isWrong(XenErrno.EINVAL);
    }
    return name;
  }
}
