package dev.xenolith.dom0.builder;

import com.google.common.io.ByteSource;
import dev.xenolith.abi.num.Mfn;
import dev.xenolith.dom0.builder.DomainBuildException.Blame;
import dev.xenolith.dom0.kernel.HypercallFailedException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;

/**
 * A ramdisk on its way into a domain, read in pieces so that a large one is never in this program's
 * memory. One that gzip packed is unpacked on the way, if it is what its last four bytes say
 * (libxenguest: xc_dom_build_module); a kernel would need longer for it.
 */
final class RamdiskImage {
  /** Larger than this is no ramdisk, packed or not (XC_DOM_DECOMPRESS_MAX). */
  private static final long MOST_BYTES = 1L << 30;

  private static final int PIECE = 1 << 20;
  private static final int GZIP_MAGIC = 0x8B1F;
  private static final int LEAST_GZIP = 18;

  private final String path;
  private final ByteSource content;
  private final long fileBytes;

  /** What it unpacks to, or 0 when it goes in as it is. */
  private final long unpackedBytes;

  private RamdiskImage(String path, ByteSource content, long fileBytes, long unpackedBytes) {
    this.path = path;
    this.content = content;
    this.fileBytes = fileBytes;
    this.unpackedBytes = unpackedBytes;
  }

  /** Looks at the size of a ramdisk and at how it begins and ends. */
  static RamdiskImage of(DomainSpec.Ramdisk file) throws DomainBuildException {
    try {
      long size = file.content().size();
      if (size > MOST_BYTES) {
        throw new DomainBuildException(
            Blame.IMAGE, file.path() + ": larger than 1 GiB; this is no ramdisk");
      }
      return new RamdiskImage(
          file.path(), file.content(), size, unpackedSize(file.content(), size));
    } catch (IOException e) {
      throw unreadable(file.path(), e);
    }
  }

  private static long unpackedSize(ByteSource content, long size) throws IOException {
    if (size < LEAST_GZIP || number(content, 0, 2) != GZIP_MAGIC) {
      return 0;
    }
    long stated = number(content, size - 4, 4);
    return stated <= MOST_BYTES ? stated : 0;
  }

  private static long number(ByteSource content, long at, int bytes) throws IOException {
    byte[] part = content.slice(at, bytes).read();
    long value = 0;
    for (int i = part.length - 1; i >= 0; i--) {
      value = value << 8 | part[i] & 0xFF;
    }
    return value;
  }

  private static DomainBuildException unreadable(String path, IOException e) {
    return new DomainBuildException(Blame.IMAGE, path + ": " + e.getMessage(), e);
  }

  /** The room it takes. */
  long bytes() {
    return Math.max(fileBytes, unpackedBytes);
  }

  /** Writes it into memory, and zeroes up to the end of its segment. */
  void load(GuestMemory memory, DomainLayout.Segment segment)
      throws HypercallFailedException, DomainBuildException {
    long loaded = unpackedBytes == 0 ? -1 : unpack(memory, segment.pfn());
    if (loaded < 0) {
      loaded = copy(memory, segment.pfn());
    }
    long room = segment.pages() << Mfn.PAGE_SHIFT;
    memory.clear(segment.pfn(), loaded, room - loaded);
  }

  /** Returns the bytes written, or -1 when the file is not, or not only, what gzip makes. */
  private long unpack(GuestMemory memory, long pfn) throws HypercallFailedException {
    try (InputStream in = new GZIPInputStream(content.openBufferedStream(), 1 << 16)) {
      long written = write(in, memory, pfn, unpackedBytes);
      return written == unpackedBytes && in.read() < 0 ? written : -1;
    } catch (IOException e) {
      return -1; // then its owner meant the bytes as they are, as far as anybody can tell
    }
  }

  private long copy(GuestMemory memory, long pfn)
      throws HypercallFailedException, DomainBuildException {
    try (InputStream in = content.openStream()) {
      long written = write(in, memory, pfn, fileBytes);
      if (written < fileBytes || in.read() >= 0) {
        throw new DomainBuildException(
            Blame.IMAGE, path + ": changed while the domain was being built");
      }
      return written;
    } catch (IOException e) {
      throw unreadable(path, e);
    }
  }

  private static long write(InputStream in, GuestMemory memory, long pfn, long most)
      throws IOException, HypercallFailedException {
    byte[] piece = new byte[(int) Math.min(PIECE, Math.max(most, 1))];
    long done = 0;
    while (done < most) {
      int n = in.readNBytes(piece, 0, (int) Math.min(piece.length, most - done));
      if (n == 0) {
        break;
      }
      memory.write(pfn, done, piece, 0, n);
      done += n;
    }
    return done;
  }
}
