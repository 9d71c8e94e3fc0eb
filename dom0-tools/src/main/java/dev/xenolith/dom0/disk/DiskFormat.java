package dev.xenolith.dom0.disk;

import java.util.Locale;

/** How a file holds what is on a disk. */
public enum DiskFormat {
  /** Byte for byte. */
  RAW;

  /** As configurations and {@code qemu-img} spell it. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
