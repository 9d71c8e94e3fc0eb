package dev.xenolith.pv.p9;

import dev.xenolith.abi.layout.ByteArrayBytes;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Makes messages of replies. */
final class P9Encoder {
  /** Bytes before the fields: size, type and tag. */
  static final int HEADER = 7;

  private static final long BASIC_ATTRIBUTES = 0x7FF;
  private static final int LOCK_SUCCESS = 0;
  private static final int LOCK_UNLOCKED = 2;

  private byte[] message = new byte[64];
  private ByteArrayBytes bytes = new ByteArrayBytes(message);
  private int at = HEADER;

  private P9Encoder() {}

  /** The message that answers a request of this type and tag. */
  static byte[] encode(int type, int tag, P9Reply reply) {
    P9Encoder out = new P9Encoder();
    out.fields(reply);
    out.bytes.putU32(0, out.at);
    out.bytes.putU8(4, reply instanceof P9Reply.Error ? P9Type.ERROR_REPLY : type + 1);
    out.bytes.putU16(5, tag);
    return Arrays.copyOf(out.message, out.at);
  }

  private void fields(P9Reply reply) {
    switch (reply) {
      case P9Reply.Error error -> u32(error.errno());
      case P9Reply.Done _ -> {}
      case P9Reply.Version version -> {
        u32(version.msize());
        text(version.version());
      }
      case P9Reply.One one -> qid(one.qid());
      case P9Reply.Walked walked -> {
        u16(walked.qids().size());
        walked.qids().forEach(this::qid);
      }
      case P9Reply.Opened opened -> {
        qid(opened.qid());
        u32(0); // iounit: as much as a message holds
      }
      case P9Reply.Data data -> {
        u32(data.bytes().length);
        raw(data.bytes());
      }
      case P9Reply.Written written -> u32(written.count());
      case P9Reply.Target target -> text(target.text());
      case P9Reply.Entries entries -> entries(entries);
      case P9Reply.Attributes attributes -> attributes(attributes);
      case P9Reply.Statfs statfs -> statfs(statfs);
      case P9Reply.Locked _ -> u8(LOCK_SUCCESS);
      case P9Reply.Unlocked unlocked -> {
        u8(LOCK_UNLOCKED);
        u64(unlocked.start());
        u64(unlocked.length());
        u32(unlocked.process());
        text(unlocked.client());
      }
    }
  }

  private void entries(P9Reply.Entries reply) {
    u32(reply.entries().stream().mapToInt(P9Reply.Entry::bytes).sum());
    for (P9Reply.Entry entry : reply.entries()) {
      qid(entry.qid());
      u64(entry.next());
      u8(entry.type());
      text(entry.name());
    }
  }

  private void attributes(P9Reply.Attributes a) {
    u64(BASIC_ATTRIBUTES);
    qid(a.qid());
    u32(a.mode());
    u32(a.uid());
    u32(a.gid());
    u64(a.links());
    u64(a.device());
    u64(a.size());
    u64(a.blockSize());
    u64(a.blocks());
    time(a.accessed());
    time(a.modified());
    time(a.changed());
    for (int i = 0; i < 4; i++) {
      u64(0); // birth, generation and version of the data are not said to be valid
    }
  }

  private void statfs(P9Reply.Statfs s) {
    u32(s.type());
    u32(s.blockSize());
    u64(s.blocks());
    u64(s.free());
    u64(s.available());
    u64(s.files());
    u64(s.freeFiles());
    u64(s.id());
    u32(s.nameLength());
  }

  /** Where the next field of this length goes. */
  private int next(int length) {
    int field = at;
    at += length;
    if (at > message.length) {
      message = Arrays.copyOf(message, 2 * at);
      bytes = new ByteArrayBytes(message);
    }
    return field;
  }

  private void u8(int value) {
    int field = next(Byte.BYTES);
    bytes.putU8(field, value);
  }

  private void u16(int value) {
    int field = next(Short.BYTES);
    bytes.putU16(field, value);
  }

  private void u32(int value) {
    int field = next(Integer.BYTES);
    bytes.putU32(field, value);
  }

  private void u64(long value) {
    int field = next(Long.BYTES);
    bytes.putU64(field, value);
  }

  private void time(P9Request.Time time) {
    u64(time.seconds());
    u64(time.nanos());
  }

  private void qid(Qid qid) {
    u8(qid.type());
    u32(qid.version());
    u64(qid.path());
  }

  private void text(String text) {
    u16(text.length());
    raw(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  private void raw(byte[] data) {
    int field = next(data.length);
    System.arraycopy(data, 0, message, field, data.length);
  }
}
