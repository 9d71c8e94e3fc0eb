package dev.xenolith.dom0.disk;

import dev.xenolith.abi.device.Medium;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A disk that a domain is to have.
 *
 * @param target the file that holds it; empty for a drive without a medium
 * @param device the name under which the guest knows it
 * @param readOnly whether the guest may only read
 * @param cdrom whether it says that it is a CD-ROM
 * @param discard whether the guest may give room back to the host
 * @param sectorBytes the least that the guest can read or write
 */
public record DiskSpec(
    Optional<Path> target,
    DiskFormat format,
    DiskDevice device,
    boolean readOnly,
    boolean cdrom,
    boolean discard,
    int sectorBytes) {
  /** Bytes of a sector where nothing else is said. */
  public static final int SECTOR_BYTES = Medium.SECTOR_BYTES;

  /** A disk that can be written, in xl's defaults. */
  public static DiskSpec raw(Path target, String device) {
    return new DiskSpec(
        Optional.of(target),
        DiskFormat.RAW,
        DiskDevice.parse(device).orElseThrow(),
        false,
        false,
        true,
        SECTOR_BYTES);
  }

  /**
   * What whoever gives this disk to a domain may not know.
   *
   * @param others disks that the domain has too
   */
  public Optional<String> warning(List<DiskSpec> others) {
    return others.stream()
        .filter(other -> device.isTakenFor(other.device))
        .findFirst()
        .map(
            other ->
                "Linux takes %s and %s for one disk, and the second does not come up"
                    .formatted(other.device.name(), device.name()));
  }

  /** The file's name; nothing for a drive without a medium. */
  public String targetName() {
    return target.map(Path::toString).orElse("");
  }
}
