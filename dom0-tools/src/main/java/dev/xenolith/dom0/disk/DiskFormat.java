package dev.xenolith.dom0.disk;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** How a file holds what is on a disk. */
public enum DiskFormat {
  /** Byte for byte. */
  RAW,

  /** As QEMU's copy-on-write format has it. */
  QCOW2;

  /** The format of this name. */
  public static Optional<DiskFormat> find(String word) {
    return Arrays.stream(values()).filter(f -> f.word().equals(word)).findFirst();
  }

  /** As configurations and {@code qemu-img} spell it. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
