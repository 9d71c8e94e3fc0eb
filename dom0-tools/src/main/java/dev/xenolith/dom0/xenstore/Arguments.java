package dev.xenolith.dom0.xenstore;

import dev.xenolith.abi.call.XenErrno;
import dev.xenolith.abi.num.DomId;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Takes apart the payload of a request. Whatever does not have the right form is EINVAL. */
final class Arguments {
  private final byte[] payload;

  Arguments(byte[] payload) {
    this.payload = payload;
  }

  /** The only string, with the only NUL at its end. */
  String only() throws StoreException {
    List<String> strings = strings();
    if (strings.size() != 1) {
      throw new StoreException(XenErrno.EINVAL);
    }
    return strings.getFirst();
  }

  /** All strings; the payload must end with a NUL. */
  List<String> strings() throws StoreException {
    if (payload.length == 0 || payload[payload.length - 1] != 0) {
      throw new StoreException(XenErrno.EINVAL);
    }
    List<String> strings = new ArrayList<>();
    int start = 0;
    for (int i = 0; i < payload.length; i++) {
      if (payload[i] == 0) {
        strings.add(text(start, i));
        start = i + 1;
      }
    }
    return strings;
  }

  /** All strings, of which there must be at least this many. */
  List<String> strings(int least) throws StoreException {
    List<String> strings = strings();
    if (strings.size() < least) {
      throw new StoreException(XenErrno.EINVAL);
    }
    return strings;
  }

  /** The first string, whatever follows it. */
  String first() throws StoreException {
    return text(0, firstNul());
  }

  /** The bytes behind the first string. */
  byte[] rest() throws StoreException {
    return Arrays.copyOfRange(payload, firstNul() + 1, payload.length);
  }

  private int firstNul() throws StoreException {
    for (int i = 0; i < payload.length; i++) {
      if (payload[i] == 0) {
        return i;
      }
    }
    throw new StoreException(XenErrno.EINVAL);
  }

  private String text(int start, int end) {
    return new String(payload, start, end - start, StandardCharsets.ISO_8859_1);
  }

  /**
   * The number a text begins with, 0 when there is none: C's daemon looks no closer. What is out of
   * range is the greatest number.
   */
  static int leadingNumber(String text) {
    long number = 0;
    boolean negative = text.startsWith("-");
    for (int i = negative ? 1 : 0; i < text.length() && isDigit(text.charAt(i)); i++) {
      number = Math.min(10 * number + text.charAt(i) - '0', Integer.MAX_VALUE);
    }
    return negative && number != 0 ? Integer.MAX_VALUE : (int) number;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  /** The domain whose number a text begins with. */
  static DomId leadingDomid(String text) throws StoreException {
    int number = leadingNumber(text);
    if (number >= DomId.FIRST_RESERVED) {
      throw new StoreException(XenErrno.EINVAL);
    }
    return new DomId(number);
  }

  static int number(String text) throws StoreException {
    try {
      return Integer.parseUnsignedInt(text);
    } catch (NumberFormatException notANumber) {
      throw new StoreException(XenErrno.EINVAL);
    }
  }

  static DomId domid(String text) throws StoreException {
    int number = number(text);
    if (number < 0 || number >= DomId.FIRST_RESERVED) {
      throw new StoreException(XenErrno.EINVAL);
    }
    return new DomId(number);
  }
}
