package dev.xenolith.pv.block;

import java.util.Optional;

/** The disks that this domain drives, by the numbers that nodes name them with. */
@FunctionalInterface
public interface DiskShelf {
  /** The disk that a {@code physical-device} node names, such as {@code fe:1}. */
  Optional<Disk> find(String physicalDevice);
}
