package dev.xenolith.hv.grant;

import dev.xenolith.abi.xen.GrantMapFlags;

/** What the flags of a mapping request ask for ({@link GrantMapFlags}). */
final class MapFlags {
  private MapFlags() {}

  static boolean isReadonly(int flags) {
    return (flags & GrantMapFlags.READONLY) != 0;
  }

  static boolean isDevice(int flags) {
    return (flags & GrantMapFlags.DEVICE_MAP) != 0;
  }

  static boolean isHost(int flags) {
    return (flags & GrantMapFlags.HOST_MAP) != 0;
  }
}
