package dev.xenolith.dom0.disk;

import dev.xenolith.abi.device.Medium;
import dev.xenolith.dom0.disk.qcow2.Qcow2Header;
import dev.xenolith.dom0.disk.qcow2.Qcow2Image;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Opens the files that hold disks, one behind the other where an image is based on another. */
final class DiskImages {
  private static final int LONGEST_CHAIN = 64;

  /** What QEMU takes for a way to reach a file and not for its name. */
  private static final Pattern PROTOCOL = Pattern.compile("([^/:]*):(.*)", Pattern.DOTALL);

  private final ImageOwner owner;
  private final Set<Object> chain = new HashSet<>();

  private DiskImages(ImageOwner owner) {
    this.owner = owner;
  }

  /**
   * Opens a disk, keeping others from using its file in ways that do not go together.
   *
   * @throws IOException with a sentence that names the file
   */
  static Medium open(DiskSpec spec, ImageOwner owner) throws IOException {
    if (spec.target().isEmpty()) {
      return new NoMedium();
    }
    boolean readOnly = spec.readOnly() || spec.cdrom();
    DiskImages images = new DiskImages(owner);
    Medium medium = images.open(spec.target().get(), spec.format(), readOnly, spec.discard());
    return spec.sectorBytes() == Medium.SECTOR_BYTES
        ? medium
        : new LargeSectors(medium, spec.sectorBytes());
  }

  private Medium open(Path path, DiskFormat format, boolean readOnly, boolean discard)
      throws IOException {
    ImageFile file = ImageFile.open(path, readOnly, owner);
    try {
      chain.add(file.key());
      boolean discards = discard && !readOnly && file.holes().canBeMade(file.channel().size());
      return switch (format) {
        case RAW -> new RawImage(file, readOnly, discards);
        case QCOW2 -> openQcow2(file, readOnly, discards);
      };
    } catch (IOException | RuntimeException e) {
      file.close();
      throw e;
    }
  }

  private Medium openQcow2(ImageFile file, boolean readOnly, boolean discards) throws IOException {
    Qcow2Header header = Qcow2Header.read(file.channel(), file.path().toString());
    Optional<Medium> backing = Optional.empty();
    if (header.backing().isPresent()) {
      backing = Optional.of(openBacking(file, header));
    }
    try {
      return new Qcow2Image(
          header,
          new Qcow2Image.Parts(
              file.channel(),
              file.path().toString(),
              readOnly,
              discards,
              file.blockBytes(),
              backing,
              discards ? file.holes()::make : (_, _) -> {},
              file));
    } catch (IOException | RuntimeException e) {
      if (backing.isPresent()) {
        backing.get().close();
      }
      throw e;
    }
  }

  private Medium openBacking(ImageFile file, Qcow2Header header) throws IOException {
    Path path = backingPath(file.path(), header.backing().orElseThrow());
    DiskFormat format = backingFormat(file.path(), header);
    if (chain.contains(ImageFile.keyOf(path))) {
      throw new IOException(file.path() + " is based on itself, by " + path);
    }
    if (chain.size() == LONGEST_CHAIN) {
      throw new IOException(path + " is in a chain of more than " + LONGEST_CHAIN + " images");
    }
    return open(path, format, true, false);
  }

  private static Path backingPath(Path image, String name) throws IOException {
    Matcher m = PROTOCOL.matcher(name);
    if (m.matches() && !m.group(1).equals("file")) {
      throw new IOException(
          "%s is based on %s, and only files are available".formatted(image, shown(name)));
    }
    try {
      return image.toAbsolutePath().resolveSibling(m.matches() ? m.group(2) : name);
    } catch (InvalidPathException e) {
      throw new IOException(image + " is based on no file's name: " + shown(name), e);
    }
  }

  /** What could be a raw disk must not be asked: its guest may have written what it looks like. */
  private static DiskFormat backingFormat(Path image, Qcow2Header header) throws IOException {
    String word =
        header
            .backingFormat()
            .orElseThrow(
                () ->
                    new IOException(
                        image
                            + " does not say what format its backing file has; qemu-img rebase -u"
                            + " -b FILE -F FORMAT says it"));
    return DiskFormat.find(word)
        .orElseThrow(
            () ->
                new IOException(
                    "%s is based on a file of format '%s', which is not available"
                        .formatted(image, shown(word))));
  }

  private static String shown(String text) {
    return text.replaceAll("[^ -~]", "?");
  }
}
