package dev.xenolith.dom0.disk;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A virtual disk's name and the number that stands for it in xenstore (xen-vbd-interface(7)).
 *
 * @param name as it was given, such as {@code xvda}
 * @param number as xenstore has it, such as 51712
 */
public record DiskDevice(String name, int number) {
  private static final Pattern LETTERS = Pattern.compile("(xvd|sd|hd)([a-z]{1,3})([0-9]{0,3})");
  private static final Pattern NUMBERS = Pattern.compile("d([0-9]{1,5})(?:p([0-9]{1,3}))?");
  private static final Pattern RAW = Pattern.compile("0x[0-9a-fA-F]{1,7}|[1-9][0-9]{0,8}");
  private static final int EXTENDED = 1 << 28;
  private static final int MOST_DISKS = 1 << 20;

  /** The device of this name; empty where it names none. */
  public static Optional<DiskDevice> parse(String name) {
    Matcher m = LETTERS.matcher(name);
    if (m.matches()) {
      int partition = m.group(3).isEmpty() ? 0 : Integer.parseInt(m.group(3));
      return number(m.group(1), disk(m.group(2)), partition).map(n -> new DiskDevice(name, n));
    }
    m = NUMBERS.matcher(name);
    if (m.matches()) {
      int partition = m.group(2) == null ? 0 : Integer.parseInt(m.group(2));
      return number("xvd", Integer.parseInt(m.group(1)), partition)
          .map(n -> new DiskDevice(name, n));
    }
    if (RAW.matcher(name).matches()) {
      return Optional.of(new DiskDevice(name, Integer.decode(name)));
    }
    return Optional.empty();
  }

  /** a is 0, z is 25, aa is 26. */
  private static int disk(String letters) {
    int disk = 0;
    for (char c : letters.toCharArray()) {
      disk = disk * 26 + (c - 'a' + 1);
    }
    return disk - 1;
  }

  /**
   * Whether Linux, which calls hdc, sdc and xvdc alike, takes this and a disk of another family for
   * one.
   */
  boolean isTakenFor(DiskDevice other) {
    return number >> 8 != other.number >> 8 && place() >= 0 && place() == other.place();
  }

  /** The disk's index in its family, or -1 where only xvd has so many. */
  private int place() {
    int minor = number & 0xFF;
    return switch (number >> 8) {
      case 3 -> minor >> 6;
      case 22 -> 2 + (minor >> 6);
      case 8, 202 -> minor >> 4;
      default -> -1;
    };
  }

  private static Optional<Integer> number(String family, int disk, int partition) {
    return switch (family) {
      case "hd" ->
          disk < 4 && partition < 64
              ? Optional.of((disk < 2 ? 3 : 22) << 8 | (disk & 1) << 6 | partition)
              : Optional.empty();
      case "sd" ->
          disk < 16 && partition < 16
              ? Optional.of(8 << 8 | disk << 4 | partition)
              : Optional.empty();
      default -> xen(disk, partition);
    };
  }

  private static Optional<Integer> xen(int disk, int partition) {
    if (disk < 16 && partition < 16) {
      return Optional.of(202 << 8 | disk << 4 | partition);
    }
    return disk < MOST_DISKS && partition < 256
        ? Optional.of(EXTENDED | disk << 8 | partition)
        : Optional.empty();
  }
}
