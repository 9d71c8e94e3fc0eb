package dev.xenolith.hv.machine.device;

import dev.xenolith.abi.device.DiskCommand;

/** How long commands take in virtual time: a fair solid-state drive. */
final class DiskTimes {
  private static final long COMMAND_NANOS = 60_000;
  private static final long FLUSH_NANOS = 400_000;
  private static final long NANOS_PER_BYTE = 2;

  private DiskTimes() {}

  static long nanos(int operation, long bytes) {
    return switch (operation) {
      case DiskCommand.READ, DiskCommand.WRITE -> COMMAND_NANOS + bytes * NANOS_PER_BYTE;
      case DiskCommand.FLUSH -> FLUSH_NANOS;
      default -> COMMAND_NANOS;
    };
  }
}
