package dev.xenolith.dom0.disk.qcow2;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** What stands behind the header: names, mostly. */
record Extensions(Optional<String> backingFormat, Map<Integer, String> incompatible) {
  private static final int END = 0;
  private static final int BACKING_FORMAT = 0xE2792ACA;
  private static final int FEATURE_NAMES = 0x6803F857;
  private static final int NAME_BYTES = 48;

  /** They lie within the first cluster, and no cluster is larger. */
  private static final int MOST_BYTES = 2 << 20;

  static Extensions read(Qcow2File file, int headerBytes, ByteBuffer header) throws IOException {
    if (headerBytes < 72 || headerBytes % 8 != 0 || headerBytes > MOST_BYTES) {
      throw file.corrupt(
          "a header of " + Integer.toUnsignedLong(headerBytes) + " bytes",
          Qcow2Header.HEADER_LENGTH_AT);
    }
    long backingName = header.getLong(Qcow2Header.BACKING_NAME_AT);
    long end = Math.min(file.size(), 1L << header.getInt(Qcow2Header.CLUSTER_BITS_AT));
    end = backingName > headerBytes ? Math.min(end, backingName) : end;
    Optional<String> format = Optional.empty();
    Map<Integer, String> names = new HashMap<>();
    long at = headerBytes;
    while (at + 8 <= end) {
      ByteBuffer head = file.read(at, 8);
      int type = head.getInt(0);
      long length = Integer.toUnsignedLong(head.getInt(4));
      if (type == END) {
        break;
      }
      if (length > end - at - 8) {
        throw file.corrupt("a header extension that does not end", at);
      }
      ByteBuffer body = file.read(at + 8, (int) length);
      switch (type) {
        case BACKING_FORMAT ->
            format = Optional.of(new String(body.array(), StandardCharsets.UTF_8));
        case FEATURE_NAMES -> featureNames(body, names);
        default -> {} // made so that those who do not know it may go on
      }
      at += 8 + (length + 7 & -8);
    }
    return new Extensions(format, names);
  }

  private static void featureNames(ByteBuffer body, Map<Integer, String> incompatible) {
    for (int at = 0; at + NAME_BYTES <= body.limit(); at += NAME_BYTES) {
      if (body.get(at) == 0) {
        byte[] name = new byte[NAME_BYTES - 2];
        body.get(at + 2, name);
        String text = new String(name, StandardCharsets.US_ASCII);
        incompatible.put((int) body.get(at + 1), text.replaceAll("[^ -~]", "").strip());
      }
    }
  }

  /** What the image calls a feature that this program does not know. */
  String featureName(int bit) {
    String name = incompatible.get(bit);
    return name == null ? "of bit " + bit : "'" + name + "' (bit " + bit + ")";
  }
}
