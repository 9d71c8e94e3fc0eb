package dev.xenolith.dom0.builder;

import dev.xenolith.dom0.builder.DomainBuildException.Blame;
import dev.xenolith.dom0.elf.BadImageException;
import dev.xenolith.dom0.elf.ElfImage;
import dev.xenolith.dom0.elf.PvImage;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/** Unwraps a kernel file, a bzImage or packed bytes, down to the ELF image in it. */
final class KernelPayload {
  /** A packed bzImage is unwrapped as well; nobody wraps deeper. */
  private static final int MOST_LAYERS = 3;

  private static final long MOST_BYTES = 1 << 30;
  private static final long LEAST_LIMIT = 64 << 20;

  /** What a stream unpacks to may be this often the domain's memory: symbols are not loaded. */
  private static final int MEMORY_FACTOR = 2;

  /** Room for more than this many bytes for each packed one is made only when they come. */
  private static final int MOST_RATIO = 16;

  private final long mostBytes;

  private KernelPayload(long mostBytes) {
    this.mostBytes = mostBytes;
  }

  /**
   * Reads a kernel.
   *
   * @param memoryBytes the domain's memory: a kernel that unpacks to much more is not for it
   */
  static PvImage read(DomainSpec.Image file, long memoryBytes) throws DomainBuildException {
    byte[] elf = unpack(file, memoryBytes).bytes();
    try {
      return PvImage.of(ElfImage.read(elf));
    } catch (BadImageException e) {
      throw new DomainBuildException(Blame.IMAGE, file.path() + ": " + e.getMessage(), e);
    }
  }

  /** The same kernel as the ELF image that is in it. */
  static DomainSpec.Image unpack(DomainSpec.Image file, long memoryBytes)
      throws DomainBuildException {
    long limit = Math.clamp(memoryBytes * MEMORY_FACTOR, LEAST_LIMIT, MOST_BYTES);
    try {
      return new DomainSpec.Image(file.path(), new KernelPayload(limit).unwrap(file.bytes()));
    } catch (BadImageException e) {
      throw new DomainBuildException(Blame.IMAGE, file.path() + ": " + e.getMessage(), e);
    }
  }

  private byte[] unwrap(byte[] file) throws BadImageException {
    byte[] bytes = file;
    for (int layer = 0; layer < MOST_LAYERS && !ElfImage.looksLikeElf(bytes); layer++) {
      if (bytes.length == 0) {
        throw new BadImageException("the file is empty");
      }
      bytes = BzImage.looksLikeOne(bytes) ? fromBzImage(bytes) : fromPacked(bytes);
    }
    if (!ElfImage.looksLikeElf(bytes)) {
      throw new BadImageException("the file is packed too often, or what it unpacks to is no ELF");
    }
    return bytes;
  }

  private byte[] fromPacked(byte[] bytes) throws BadImageException {
    Compression compression = Compression.at(bytes, 0, bytes.length);
    if (compression == null) {
      throw new BadImageException(
          "the file is no ELF image, and only ELF images and bzImages, plain or packed, can be"
              + " started");
    }
    return unpack(compression, bytes, 0, bytes.length);
  }

  private byte[] fromBzImage(byte[] bytes) throws BadImageException {
    BzImage image = BzImage.read(bytes);
    int from = image.from();
    Compression compression = Compression.at(bytes, from, image.length());
    if (compression == null) {
      byte[] plain = Arrays.copyOfRange(bytes, from, from + image.length());
      if (ElfImage.looksLikeElf(plain)) {
        return plain;
      }
      throw new BadImageException("the kernel in the bzImage is packed in an unknown way", from);
    }
    if (!compression.hasSizeBehind()) {
      return unpack(compression, bytes, from, image.length());
    }
    int sizeAt = from + image.length() - 4;
    byte[] kernel = unpack(compression, bytes, from, image.length() - 4);
    long size = BzImage.u32(bytes, sizeAt);
    if (size != kernel.length) {
      throw new BadImageException(
          "the kernel in the bzImage unpacks to 0x%x bytes and should have 0x%x"
              .formatted(kernel.length, size),
          sizeAt);
    }
    return kernel;
  }

  /** Knows how far it was read, which is where a damaged stream is damaged, or shortly before. */
  private static final class Packed extends ByteArrayInputStream {
    Packed(byte[] bytes, int from, int length) {
      super(bytes, from, length);
    }

    long offset() {
      return pos;
    }
  }

  private byte[] unpack(Compression how, byte[] bytes, int from, int length)
      throws BadImageException {
    if (!how.isUnpackable()) {
      throw new BadImageException(
          "the kernel is packed with "
              + how.title()
              + ", which is not supported; pack it with gzip, bzip2, lzma, xz, lz4 or zstd",
          from);
    }
    Packed packed = new Packed(bytes, from, length);
    try (InputStream in = how.open(packed)) {
      return readAll(in, expectedSize(how, bytes, from, length), packed);
    } catch (EOFException e) {
      throw damaged("the kernel's " + how.title() + " data ends too early", packed, e);
    } catch (IOException | RuntimeException e) {
      // The libraries meet hostile bytes with exceptions of any kind.
      throw damaged(
          "the kernel's " + how.title() + " data is damaged: " + e.getMessage(), packed, e);
    }
  }

  /** What a stream unpacks to by the number behind it, which is wrong until it was unpacked. */
  private int expectedSize(Compression how, byte[] bytes, int from, int length) {
    int behind = from + length - (how.hasSizeBehind() ? 0 : 4);
    boolean stated = behind >= from && behind + 4 <= bytes.length;
    long expected = stated ? BzImage.u32(bytes, behind) : 0;
    return (int) Math.min(Math.clamp(expected, 0, (long) MOST_RATIO * length), mostBytes);
  }

  /**
   * A kernel is large: it is read into the array it stays in, which has its size from the start.
   */
  private byte[] readAll(InputStream in, int expected, Packed packed)
      throws IOException, BadImageException {
    byte[] all = new byte[expected];
    int size = in.readNBytes(all, 0, expected);
    for (int next = in.read(); next >= 0; next = in.read()) {
      if (size == mostBytes) {
        throw new BadImageException(
            "the kernel unpacks to more than %d MiB, too much for the domain's memory"
                .formatted(mostBytes >> 20),
            packed.offset());
      }
      all = Arrays.copyOf(all, (int) Math.clamp(2L * size, 1 << 16, mostBytes));
      all[size++] = (byte) next;
      size += in.readNBytes(all, size, all.length - size);
    }
    return size == all.length ? all : Arrays.copyOf(all, size);
  }

  private static BadImageException damaged(String sentence, Packed packed, Exception cause) {
    BadImageException e = new BadImageException(sentence, packed.offset());
    e.initCause(cause);
    return e;
  }
}
