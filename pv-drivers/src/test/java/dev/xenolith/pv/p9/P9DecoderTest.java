package dev.xenolith.pv.p9;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.xenolith.abi.call.XenErrno;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Messages as bytes, laid out by hand after the protocol's description. */
class P9DecoderTest {
  private static P9Request decode(int type, Object... fields) {
    byte[] message = TestClient.message(type, 0, fields);
    return P9Decoder.decode(type, Arrays.copyOfRange(message, 7, message.length));
  }

  private static void refused(XenErrno why, int type, Object... fields) {
    assertEquals(new P9Request.Refused(why), decode(type, fields));
  }

  @Test
  void everyRequestIsReadFieldByField() {
    P9Request.Time time = new P9Request.Time(1, 2);
    assertEquals(new P9Request.Statfs(1), decode(8, 1));
    assertEquals(new P9Request.Lopen(1, 2), decode(12, 1, 2));
    assertEquals(new P9Request.Lcreate(1, "n", 2, 3, 4), decode(14, 1, "n", 2, 3, 4));
    assertEquals(new P9Request.Symlink(1, "n", "../t", 4), decode(16, 1, "n", "../t", 4));
    assertEquals(new P9Request.Mknod(1, "n", 2, 5), decode(18, 1, "n", 2, 3, 4, 5));
    assertEquals(new P9Request.Rename(1, 2, "n"), decode(20, 1, 2, "n"));
    assertEquals(new P9Request.Readlink(1), decode(22, 1));
    assertEquals(new P9Request.Getattr(1), decode(24, 1, 2L));
    assertEquals(
        new P9Request.Setattr(1, 2, 3, 4, 5, 6, time, time),
        decode(26, 1, 2, 3, 4, 5, 6L, 1L, 2L, 1L, 2L));
    assertEquals(new P9Request.Readdir(1, 2, 3), decode(40, 1, 2L, 3));
    assertEquals(new P9Request.Fsync(1, true), decode(50, 1, 1));
    assertEquals(new P9Request.Lock(1, 2), decode(52, 1, (byte) 1, 2, 0L, 0L, 3, "me"));
    assertEquals(new P9Request.Getlock(1, 2, 3, 4, "me"), decode(54, 1, (byte) 1, 2L, 3L, 4, "me"));
    assertEquals(new P9Request.Link(1, 2, "n"), decode(70, 1, 2, "n"));
    assertEquals(new P9Request.Mkdir(1, "n", 2, 3), decode(72, 1, "n", 2, 3));
    assertEquals(new P9Request.Renameat(1, "n", 2, "m"), decode(74, 1, "n", 2, "m"));
    assertEquals(new P9Request.Unlinkat(1, "n", 2), decode(76, 1, "n", 2));
    assertEquals(new P9Request.Version(1, "v"), decode(100, 1, "v"));
    assertEquals(new P9Request.Attach(1, 3), decode(104, 1, 2, "u", "a", 3));
    assertEquals(new P9Request.Flush(0xFFFF), decode(108, (short) -1));
    assertEquals(
        new P9Request.Walk(1, 2, List.of("..", "b")), decode(110, 1, 2, (short) 2, "..", "b"));
    assertEquals(new P9Request.Read(1, 2, 3), decode(116, 1, 2L, 3));
    assertEquals(new P9Request.Clunk(1), decode(120, 1));
    assertEquals(new P9Request.Remove(1), decode(122, 1));
    P9Request.Write write =
        assertInstanceOf(P9Request.Write.class, decode(118, 1, 2L, 3, new byte[] {4, 5, 6, 7}));
    assertArrayEquals(new byte[] {4, 5, 6}, write.data());
  }

  @Test
  void whatIsNotBuiltIsRefused() {
    for (int type : new int[] {0, 6, 30, 32, 102, 112, 114, 124, 126, 255}) {
      refused(XenErrno.EOPNOTSUPP, type, 1L, 2L, 3L);
    }
  }

  @Test
  void aMessageThatEndsTooEarlyIsRefused() {
    byte[] whole = TestClient.message(14, 0, 1, "name", 2, 3, 4);
    for (int length = 7; length < whole.length; length++) {
      assertEquals(
          new P9Request.Refused(XenErrno.EINVAL),
          P9Decoder.decode(14, Arrays.copyOfRange(whole, 7, length)));
    }
    refused(XenErrno.EINVAL, 118, 1, 2L, -1, new byte[10]);
    refused(XenErrno.EINVAL, 118, 1, 2L, 11, new byte[10]);
  }

  @Test
  void namesThatCouldLeaveADirectoryAreRefused() {
    for (String name : new String[] {"", ".", "..", "a/b", "/", "../x", "a\0b"}) {
      refused(XenErrno.EINVAL, 72, 1, name, 0755, 0);
    }
    refused(XenErrno.ENAMETOOLONG, 72, 1, "x".repeat(256), 0755, 0);
    assertInstanceOf(P9Request.Mkdir.class, decode(72, 1, "x".repeat(255), 0755, 0));
    refused(XenErrno.EINVAL, 110, 1, 2, (short) 1, "a/b");
    refused(XenErrno.ENAMETOOLONG, 16, 1, "n", "x".repeat(4096), 0);
  }

  @Test
  void aWalkHasSixteenStepsAtMost() {
    List<Object> fields = new ArrayList<>(List.of(1, 2, (short) 16));
    for (int i = 0; i < 16; i++) {
      fields.add("s");
    }
    assertInstanceOf(P9Request.Walk.class, decode(110, fields.toArray()));
    fields.set(2, (short) 17);
    fields.add("s");
    refused(XenErrno.EINVAL, 110, fields.toArray());
  }
}
