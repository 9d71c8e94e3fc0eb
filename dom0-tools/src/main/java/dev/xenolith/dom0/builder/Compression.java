package dev.xenolith.dom0.builder;

import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.tukaani.xz.LZMAInputStream;
import org.tukaani.xz.SingleXZInputStream;

/** The ways in which Linux packs its kernels, each told by the bytes it begins with. */
enum Compression {
  GZIP("gzip", 0x1F, 0x8B),
  BZIP2("bzip2", 'B', 'Z', 'h'),
  LZMA("lzma", 0x5D, 0, 0),
  XZ("xz", 0xFD, '7', 'z', 'X', 'Z', 0),
  LZO("lzo", 0x89, 'L', 'Z', 'O', 0),
  /** The old frame format of lz4, which Linux uses. */
  LZ4("lz4", 0x02, 0x21, 0x4C, 0x18),
  ZSTD("zstd", 0x28, 0xB5, 0x2F, 0xFD);

  /** Linux asks for dictionaries of up to 128 MiB; a stream that asks for much more is hostile. */
  private static final int MOST_DICTIONARY_KIB = 192 << 10;

  private final String title;
  private final byte[] magic;

  Compression(String title, int... magic) {
    this.title = title;
    this.magic = new byte[magic.length];
    for (int i = 0; i < magic.length; i++) {
      this.magic[i] = (byte) magic[i];
    }
  }

  /** What begins at this place, or null for nothing that is known. */
  static Compression at(byte[] bytes, int from, int length) {
    for (Compression c : values()) {
      if (length >= c.magic.length && c.begins(bytes, from)) {
        return c;
      }
    }
    return null;
  }

  private boolean begins(byte[] bytes, int from) {
    for (int i = 0; i < magic.length; i++) {
      if (bytes[from + i] != magic[i]) {
        return false;
      }
    }
    return true;
  }

  /** Its name in sentences. */
  String title() {
    return title;
  }

  /** Whether it can be unpacked. */
  boolean isUnpackable() {
    return this != LZO;
  }

  /**
   * Whether Linux puts the unpacked size, 32 bits, behind the packed bytes; gzip has it in its own
   * format.
   */
  boolean hasSizeBehind() {
    return this != GZIP;
  }

  /**
   * A stream of the unpacked bytes.
   *
   * @throws IOException when the first bytes are damaged
   */
  InputStream open(InputStream packed) throws IOException {
    return switch (this) {
      case GZIP -> new GZIPInputStream(packed);
      case LZ4 -> new LegacyLz4Stream(packed);
      case XZ, LZMA -> Lzma.open(this, packed);
      case BZIP2 -> Bzip2.open(packed);
      case ZSTD -> Zstd.open(packed);
      case LZO -> throw new IllegalStateException("lzo cannot be unpacked");
    };
  }

  // One class each, so that a kernel loads none but the library that it needs.

  private static final class Lzma {
    static InputStream open(Compression which, InputStream packed) throws IOException {
      return which == XZ
          ? new SingleXZInputStream(packed, MOST_DICTIONARY_KIB)
          : new LZMAInputStream(packed, MOST_DICTIONARY_KIB);
    }
  }

  private static final class Bzip2 {
    static InputStream open(InputStream packed) throws IOException {
      return new BZip2CompressorInputStream(packed);
    }
  }

  private static final class Zstd {
    /** Log2 of the window of {@code zstd -22 --ultra}, in bytes. */
    private static final int MOST_WINDOW_LOG = 27;

    static InputStream open(InputStream packed) throws IOException {
      return new ZstdInputStreamNoFinalizer(packed).setLongMax(MOST_WINDOW_LOG);
    }
  }
}
