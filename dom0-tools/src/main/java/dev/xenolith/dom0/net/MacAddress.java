package dev.xenolith.dom0.net;

import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * The address of a network card.
 *
 * @param raw 48 bits
 */
public record MacAddress(long raw) {
  private static final Pattern FORM = Pattern.compile("([0-9a-fA-F]{2}:){5}[0-9a-fA-F]{2}");

  /** The prefix of Xen's cards. */
  private static final long XEN = 0x00163eL << 24;

  private static final int OWN_BITS = 0x7fffff;

  /** Reads six pairs of hexadecimal digits with colons between them. */
  public static Optional<MacAddress> parse(String text) {
    return FORM.matcher(text).matches()
        ? Optional.of(new MacAddress(Long.parseLong(text.replace(":", ""), 16)))
        : Optional.empty();
  }

  /** The address of a domain's card for which none is given: the same one in every run. */
  public static MacAddress of(UUID domain, int device) {
    return new MacAddress(XEN | 31L * domain.hashCode() + device & OWN_BITS);
  }

  /** As a frame has it. */
  public byte[] bytes() {
    byte[] bytes = new byte[6];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (raw >>> 40 - Byte.SIZE * i);
    }
    return bytes;
  }

  /** Whether it stands for many cards, and can be none's own. */
  public boolean isGroup() {
    return (raw >>> 40 & 1) != 0;
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (int shift = 40; shift >= 0; shift -= 8) {
      text.append(String.format("%02x", raw >>> shift & 0xFF)).append(shift == 0 ? "" : ":");
    }
    return text.toString();
  }
}
