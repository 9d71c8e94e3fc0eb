package dev.xenolith.dom0.disk;

import java.nio.file.Path;
import java.util.Optional;

/**
 * A disk that a domain is to have.
 *
 * @param target the file that holds it; empty for a drive without a medium
 * @param device the name under which the guest knows it
 * @param readOnly whether the guest may only read
 * @param cdrom whether it says that it is a CD-ROM
 * @param discard whether the guest may give room back to the host
 */
public record DiskSpec(
    Optional<Path> target,
    DiskFormat format,
    DiskDevice device,
    boolean readOnly,
    boolean cdrom,
    boolean discard) {
  /** A disk that can be written, in xl's defaults. */
  public static DiskSpec raw(Path target, String device) {
    return new DiskSpec(
        Optional.of(target),
        DiskFormat.RAW,
        DiskDevice.parse(device).orElseThrow(),
        false,
        false,
        true);
  }

  /** The file's name; nothing for a drive without a medium. */
  public String targetName() {
    return target.map(Path::toString).orElse("");
  }
}
