package dev.xenolith.dom0.disk;

import dev.xenolith.abi.device.Medium;
import java.io.IOException;

/** Opens the files that hold disks. */
final class DiskImages {
  private DiskImages() {}

  /**
   * Opens a disk, keeping others from using its file in ways that do not go together.
   *
   * @throws IOException with a sentence that names the file
   */
  static Medium open(DiskSpec spec, ImageOwner owner) throws IOException {
    boolean readOnly = spec.readOnly() || spec.cdrom();
    if (spec.target().isEmpty()) {
      return new NoMedium();
    }
    ImageFile file = ImageFile.open(spec.target().get(), readOnly, owner);
    try {
      return new RawImage(file, readOnly);
    } catch (IOException | RuntimeException e) {
      file.close();
      throw e;
    }
  }
}
