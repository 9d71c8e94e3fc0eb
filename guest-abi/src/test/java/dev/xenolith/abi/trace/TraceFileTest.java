package dev.xenolith.abi.trace;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TraceFileTest {
  private static final TraceRecord CALL =
      new TraceRecord(
          1_234_567,
          1,
          0,
          new TraceEvent.HypercallEnter(
              1,
              0,
              false,
              new long[] {0xC0001000L, 1, 0, 0x7FF0},
              List.of(new TraceEvent.Block(0xC0001000L, 16, new byte[] {1, 2, 3}))));
  private static final TraceRecord TRAP =
      new TraceRecord(
          -1,
          TraceRecord.NOBODY,
          TraceRecord.NOBODY,
          new TraceEvent.TrapDelivered(
              TraceEvent.TrapKind.EXCEPTION, 14, -1, 0xFFFF_8000_0000_0000L, 0xE019, 5, 0, 6));

  @Test
  void whatIsWrittenIsReadAgain() throws IOException {
    try (TraceReader reader = new TraceReader(new ByteArrayInputStream(file(CALL, TRAP)))) {
      TraceRecord call = reader.next();
      assertEquals(1_234_567, call.timeNanos());
      var enter = (TraceEvent.HypercallEnter) call.event();
      assertArrayEquals(new long[] {0xC0001000L, 1, 0, 0x7FF0}, enter.args());
      assertArrayEquals(new byte[] {1, 2, 3}, enter.memory().get(0).bytes());
      assertEquals(16, enter.memory().get(0).wanted());
      assertEquals(TRAP, reader.next());
      assertNull(reader.next());
    }
  }

  @Test
  void everyKindOfEventHasABinaryForm() throws IOException {
    for (Class<?> kind : TraceEvent.class.getPermittedSubclasses()) {
      TraceRecord r = new TraceRecord(7, 1, 0, (TraceEvent) sample(kind));
      try (TraceReader reader = new TraceReader(new ByteArrayInputStream(file(r)))) {
        assertEquals(kind, reader.next().event().getClass());
      }
    }
  }

  @Test
  void aReaderGoesOnWhereAGrowingFileEnded() throws IOException {
    byte[] whole = file(TRAP, TRAP);
    int[] visible = {30};
    InputStream growing =
        new InputStream() {
          private int at;

          @Override
          public int read() {
            return at < visible[0] ? whole[at++] & 0xFF : -1;
          }
        };
    try (TraceReader reader = new TraceReader(growing)) {
      assertNull(reader.next());
      visible[0] = whole.length;
      assertEquals(TRAP, reader.next());
      assertEquals(TRAP, reader.next());
      assertNull(reader.next());
    }
  }

  @Test
  void aFileOfAnotherKindIsRefused() {
    assertThrows(
        IOException.class,
        () -> new TraceReader(new ByteArrayInputStream(new byte[] {1, 2})).next());
  }

  @Test
  void aFileThatEndsInsideARecordIsNotAtABoundary() throws IOException {
    byte[] whole = file(TRAP, TRAP);
    TraceReader reader =
        new TraceReader(new ByteArrayInputStream(Arrays.copyOf(whole, whole.length - 1)));
    assertEquals(TRAP, reader.next());
    assertTrue(reader.isAtBoundary());
    assertNull(reader.next());
    assertFalse(reader.isAtBoundary());
  }

  @Test
  void damagedFilesEndInAnIoExceptionOrGoUnnoticed() throws IOException {
    long seed = 20250;
    Random random = new Random(seed);
    byte[] good = file(CALL, TRAP, CALL);
    for (int i = 0; i < 20_000; i++) {
      byte[] bad = good.clone();
      for (int n = random.nextInt(3); n >= 0; n--) {
        bad[8 + random.nextInt(bad.length - 8)] = (byte) random.nextInt();
      }
      bad = Arrays.copyOf(bad, 8 + random.nextInt(bad.length - 7));
      readAll(bad, "seed " + seed + " case " + i);
    }
  }

  private static void readAll(byte[] bytes, String what) {
    try (TraceReader reader = new TraceReader(new ByteArrayInputStream(bytes))) {
      while (reader.next() != null) {
        assertNotNull(reader);
      }
    } catch (IOException e) {
      assertNotNull(e.getMessage(), what);
    }
  }

  private static byte[] file(TraceRecord... records) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (TraceWriter writer = new TraceWriter(out)) {
      for (TraceRecord r : records) {
        writer.write(r);
      }
    }
    return out.toByteArray();
  }

  private static Object sample(Class<?> kind) {
    var components = kind.getRecordComponents();
    Object[] values = new Object[components.length];
    Class<?>[] types = new Class<?>[components.length];
    for (int i = 0; i < values.length; i++) {
      Class<?> t = components[i].getType();
      types[i] = t;
      values[i] = sampleValue(t);
    }
    try {
      return kind.getDeclaredConstructor(types).newInstance(values);
    } catch (ReflectiveOperationException e) {
      throw new AssertionError(e);
    }
  }

  private static Object sampleValue(Class<?> t) {
    if (t == int.class) {
      return -3;
    } else if (t == long.class) {
      return Long.MIN_VALUE;
    } else if (t == boolean.class) {
      return true;
    } else if (t == String.class) {
      return "text";
    } else if (t == byte[].class) {
      return new byte[] {9};
    } else if (t == long[].class) {
      return new long[] {Long.MAX_VALUE};
    }
    return t.isEnum() ? t.getEnumConstants()[1] : List.of();
  }
}
