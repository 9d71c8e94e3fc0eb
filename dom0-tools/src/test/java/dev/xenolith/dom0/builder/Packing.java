package dev.xenolith.dom0.builder;

import com.github.luben.zstd.ZstdOutputStreamNoFinalizer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorOutputStream;
import org.apache.commons.compress.compressors.lz4.BlockLZ4CompressorOutputStream;
import org.tukaani.xz.FilterOptions;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.LZMAOutputStream;
import org.tukaani.xz.X86Options;
import org.tukaani.xz.XZOutputStream;

/** Packs bytes for tests as Linux packs its kernels. */
final class Packing {
  private static final int LZ4_BLOCK = 8 << 20;

  private Packing() {}

  static byte[] pack(Compression how, byte[] bytes) throws IOException {
    if (how == Compression.LZ4) {
      return lz4(bytes);
    }
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (OutputStream out = open(how, packed)) {
      out.write(bytes);
    }
    return packed.toByteArray();
  }

  private static OutputStream open(Compression how, OutputStream packed) throws IOException {
    LZMA2Options options = new LZMA2Options(1);
    return switch (how) {
      case GZIP -> new GZIPOutputStream(packed);
      case BZIP2 -> new BZip2CompressorOutputStream(packed, 1);
      case LZMA -> new LZMAOutputStream(packed, options, -1);
      case XZ -> new XZOutputStream(packed, new FilterOptions[] {new X86Options(), options});
      case ZSTD -> new ZstdOutputStreamNoFinalizer(packed);
      case LZ4, LZO -> throw new IllegalArgumentException(how.title());
    };
  }

  private static byte[] lz4(byte[] bytes) throws IOException {
    ByteArrayOutputStream frame = new ByteArrayOutputStream();
    frame.writeBytes(word(0x184C2102));
    for (int at = 0; at < bytes.length; at += LZ4_BLOCK) {
      ByteArrayOutputStream block = new ByteArrayOutputStream();
      try (OutputStream out =
          new BlockLZ4CompressorOutputStream(
              block,
              BlockLZ4CompressorOutputStream.createParameterBuilder().tunedForSpeed().build())) {
        out.write(bytes, at, Math.min(LZ4_BLOCK, bytes.length - at));
      }
      frame.writeBytes(word(block.size()));
      block.writeTo(frame);
    }
    return frame.toByteArray();
  }

  /** A bzImage around packed bytes: two sectors of setup code, some bytes, and the payload. */
  static byte[] bzImage(byte[] payload) {
    int from = 3 * 512 + 20;
    ByteBuffer b = ByteBuffer.allocate(from + payload.length + 33).order(ByteOrder.LITTLE_ENDIAN);
    b.put(0x1F1, (byte) 2).putShort(0x1FE, (short) 0xAA55).put(0x202, "HdrS".getBytes());
    b.putShort(0x206, (short) 0x20F).putInt(0x248, 20).putInt(0x24C, payload.length);
    return b.put(from, payload).array();
  }

  /** What a bzImage holds: the packed bytes, with the unpacked size behind them but for gzip. */
  static byte[] payload(Compression how, byte[] bytes) throws IOException {
    byte[] packed = pack(how, bytes);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(packed);
    if (how.hasSizeBehind()) {
      out.writeBytes(word(bytes.length));
    }
    return out.toByteArray();
  }

  private static byte[] word(int value) {
    return ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(value).array();
  }
}
