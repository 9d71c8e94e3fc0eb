package dev.xenolith.dom0.disk.qcow2;

import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;

/** Unpacks clusters. The last one is kept: small reads come one after another. */
final class CompressedClusters {
  private final Qcow2File file;
  private final Qcow2Header header;
  private long lastEntry;
  private byte[] last;

  CompressedClusters(Qcow2File file, Qcow2Header header) {
    this.file = file;
    this.header = header;
  }

  /** What a cluster of the disk holds; not to be changed. */
  synchronized byte[] read(long entry) throws IOException {
    if (last == null || lastEntry != entry) {
      last = unpack(entry);
      lastEntry = entry;
    }
    return last;
  }

  private byte[] unpack(long entry) throws IOException {
    int bits = header.clusterBits();
    long at = L2Entry.compressedOffset(entry, bits);
    ByteBuffer packed = file.read(at, L2Entry.compressedBytes(entry, bits));
    ByteArrayInputStream bytes = new ByteArrayInputStream(packed.array());
    Inflater inflater = new Inflater(true);
    try (InputStream in =
        header.zstd()
            ? new ZstdInputStreamNoFinalizer(bytes)
            : new InflaterInputStream(bytes, inflater)) {
      byte[] cluster = in.readNBytes(header.clusterBytes());
      if (cluster.length == header.clusterBytes()) {
        return cluster;
      }
    } catch (IOException e) {
      throw new IOException(
          file.corrupt("a compressed cluster that cannot be unpacked", at).getMessage(), e);
    } finally {
      inflater.end();
    }
    throw file.corrupt("a compressed cluster that is too short", at);
  }
}
