package dev.xenolith.dom0.elf;

import java.util.Locale;

/**
 * Features a kernel may name in its FEATURES note (features.h: XENFEAT_*), those that libelf knows
 * by name.
 */
public enum XenFeature {
  WRITABLE_PAGE_TABLES(0),
  WRITABLE_DESCRIPTOR_TABLES(1),
  AUTO_TRANSLATED_PHYSMAP(2),
  SUPERVISOR_MODE_KERNEL(3),
  PAE_PGDIR_ABOVE_4GB(4),
  HVM_CALLBACK_VECTOR(8),
  DOM0(11);

  /** Bit number in submap 0. */
  public final int bit;

  XenFeature(int bit) {
    this.bit = bit;
  }

  /** The name as a FEATURES note spells it. */
  public String noteName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The bit as a mask over submap 0. */
  public int mask() {
    return 1 << bit;
  }

  /** The feature of this name, or null when libelf would not know it either. */
  static XenFeature named(String name) {
    for (XenFeature f : values()) {
      if (f.noteName().equals(name)) {
        return f;
      }
    }
    return null;
  }
}
