package dev.xenolith.dom0.builder;

import dev.xenolith.dom0.builder.DomainBuildException.Blame;
import dev.xenolith.dom0.elf.BadImageException;
import dev.xenolith.dom0.elf.ElfImage;
import dev.xenolith.dom0.elf.PvImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;

/** Unwraps a kernel file down to the ELF image in it. */
final class KernelPayload {
  /** More than any kernel has, and less than would hurt. */
  private static final int MOST_BYTES = 512 << 20;

  private KernelPayload() {}

  static PvImage read(DomainSpec.Image file) throws DomainBuildException {
    byte[] bytes = isGzip(file.bytes()) ? gunzip(file) : file.bytes();
    if (!ElfImage.looksLikeElf(bytes)) {
      throw bad(file, describe(bytes) + ", and only ELF images, plain or gzipped, can be started");
    }
    try {
      return PvImage.of(ElfImage.read(bytes));
    } catch (BadImageException e) {
      throw new DomainBuildException(Blame.IMAGE, file.path() + ": " + e.getMessage(), e);
    }
  }

  private static String describe(byte[] bytes) {
    if (bytes.length == 0) {
      return "the file is empty";
    }
    // Linux's boot protocol: the magic number stands behind the jump of the setup header.
    boolean bootable = bytes.length > 0x206 && u16(bytes, 0x1FE) == 0xAA55;
    if (bootable && u16(bytes, 0x202) == 0x6448 && u16(bytes, 0x204) == 0x5372) {
      return "the file is a bzImage";
    }
    return "the file is no ELF image";
  }

  private static int u16(byte[] bytes, int at) {
    return bytes[at] & 0xFF | (bytes[at + 1] & 0xFF) << 8;
  }

  private static boolean isGzip(byte[] bytes) {
    return bytes.length > 2 && bytes[0] == 0x1F && (bytes[1] & 0xFF) == 0x8B;
  }

  private static byte[] gunzip(DomainSpec.Image file) throws DomainBuildException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(file.bytes()))) {
      byte[] buffer = new byte[1 << 16];
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        out.write(buffer, 0, n);
        if (out.size() > MOST_BYTES) {
          throw bad(file, "it unpacks to more than %d MiB".formatted(MOST_BYTES >> 20));
        }
      }
    } catch (EOFException e) {
      throw bad(file, "its gzip data ends too early");
    } catch (IOException e) {
      throw bad(file, "its gzip data is damaged: " + e.getMessage());
    }
    return out.toByteArray();
  }

  private static DomainBuildException bad(DomainSpec.Image file, String sentence) {
    return new DomainBuildException(Blame.IMAGE, file.path() + ": " + sentence);
  }
}
