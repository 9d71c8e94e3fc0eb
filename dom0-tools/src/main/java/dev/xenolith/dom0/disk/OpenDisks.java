package dev.xenolith.dom0.disk;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;

/** The disks of a domain that is to be built, with their files open. */
public final class OpenDisks implements AutoCloseable {
  private final ImageOwner owner;
  private final Queue<OpenDisk> disks = new ArrayDeque<>();

  private OpenDisks(ImageOwner owner) {
    this.owner = owner;
  }

  /**
   * Opens all, or none.
   *
   * @throws IOException with a sentence that names the file
   */
  public static OpenDisks open(List<DiskSpec> specs, ImageOwner owner) throws IOException {
    OpenDisks all = new OpenDisks(owner);
    try {
      for (DiskSpec spec : specs) {
        all.disks.add(OpenDisk.open(spec, owner));
      }
      return all;
    } catch (IOException | RuntimeException e) {
      all.close();
      throw e;
    }
  }

  /** The domain that they are for. */
  public ImageOwner owner() {
    return owner;
  }

  /** Hands the next one to somebody who closes it from now on; null when there is none left. */
  public OpenDisk take() {
    return disks.poll();
  }

  /** Closes those that nobody took. */
  @Override
  public void close() {
    disks.forEach(OpenDisk::close);
    disks.clear();
  }
}
