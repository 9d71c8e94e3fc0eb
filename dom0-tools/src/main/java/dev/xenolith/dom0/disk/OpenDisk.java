package dev.xenolith.dom0.disk;

import dev.xenolith.abi.device.Medium;
import java.io.IOException;

/**
 * A disk whose file is open. Files are opened before domain 0 is asked for anything, by whoever can
 * wait: a server of files that is dead must not stop the machine.
 */
public record OpenDisk(DiskSpec spec, Medium medium) implements AutoCloseable {
  /** Opens one, unless others use its file in ways that do not go together. */
  public static OpenDisk open(DiskSpec spec, ImageOwner owner) throws IOException {
    return new OpenDisk(spec, DiskImages.open(spec, owner));
  }

  /** For whoever could not use it. */
  @Override
  public void close() {
    try {
      medium.close();
    } catch (IOException e) {
      // Nothing was written, so nothing can be lost.
    }
  }
}
