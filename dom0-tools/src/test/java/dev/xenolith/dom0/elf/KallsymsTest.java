package dev.xenolith.dom0.elf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.primitives.Bytes;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class KallsymsTest {
  private static final long BASE = 0xFFFFFFFF81000000L;
  private static final int COUNT = 700;

  /** The ways in which versions of Linux lay the parts out. */
  private enum Order {
    UNTIL_6_1(false, false),
    WITH_SEQUENCES(true, false),
    OFFSETS_LAST(true, true);

    final boolean sequences;
    final boolean offsetsLast;

    Order(boolean sequences, boolean offsetsLast) {
      this.sequences = sequences;
      this.offsetsLast = offsetsLast;
    }
  }

  /** Writes the table as the kernel's build does, with tokens of one character and one of two. */
  private static final class Writer {
    final ByteArrayOutputStream out = new ByteArrayOutputStream();

    void u16(int value) {
      out.write(value);
      out.write(value >> 8);
    }

    void u32(int value) {
      u16(value);
      u16(value >> 16);
    }

    void align() {
      while (out.size() % 8 != 0) {
        out.write(0);
      }
    }

    void offsets(boolean perCpu) {
      for (int i = 0; i < COUNT; i++) {
        u32(perCpu ? -1 - 16 * i : 16 * i);
      }
      align();
      u32((int) BASE);
      u32((int) (BASE >> 32));
    }

    byte[] write(Order order, boolean perCpu) {
      out.writeBytes("noise before".getBytes(StandardCharsets.US_ASCII));
      align();
      if (!order.offsetsLast) {
        offsets(perCpu);
      }
      u32(COUNT);
      align();
      int[] markers = names();
      align();
      for (int marker : markers) {
        u32(marker);
      }
      align();
      if (order.sequences) {
        out.writeBytes(new byte[3 * COUNT]);
        align();
      }
      tokens();
      if (order.offsetsLast) {
        align();
        offsets(perCpu);
      }
      return out.toByteArray();
    }

    private int[] names() {
      int[] markers = new int[(COUNT + 255) / 256];
      int start = out.size();
      for (int i = 0; i < COUNT; i++) {
        if (i % 256 == 0) {
          markers[i / 256] = out.size() - start;
        }
        // "T" then the token for "fn" then the number; a few are long enough for two length bytes.
        String name = "T\001" + i + (i % 300 == 7 ? "x".repeat(200) : "");
        if (name.length() < 0x80) {
          out.write(name.length());
        } else {
          out.write(name.length() & 0x7F | 0x80);
          out.write(name.length() >> 7);
        }
        out.writeBytes(name.getBytes(StandardCharsets.ISO_8859_1));
      }
      return markers;
    }

    private void tokens() {
      int[] index = new int[256];
      int start = out.size();
      for (int i = 0; i < 256; i++) {
        index[i] = out.size() - start;
        String token = i == 1 ? "fn" : i == 0 ? "ab" : Character.toString(i);
        out.writeBytes(token.getBytes(StandardCharsets.ISO_8859_1));
        out.write(0);
      }
      align();
      for (int at : index) {
        u16(at);
      }
    }
  }

  private static SymbolTable read(byte[] data) throws BadImageException {
    // The parts are aligned in memory, and so they are in the files of real kernels.
    byte[] image = ElfMaker.kernel(true, data).make();
    int offset = (int) ElfImage.read(image).segments().getFirst().offset();
    byte[] padding = new byte[-offset & 7];
    byte[] aligned = Bytes.concat(padding, data);
    image = ElfMaker.kernel(true, aligned).make();
    return Kallsyms.of(ElfImage.read(image)).orElse(SymbolTable.EMPTY);
  }

  @ParameterizedTest
  @EnumSource(Order.class)
  void everyNameIsFoundWhereItsVersionOfLinuxPutsIt(Order order) throws Exception {
    SymbolTable table = read(new Writer().write(order, true));
    assertEquals(COUNT, table.size());
    assertEquals("fn0+0x0/0x10", table.describe(BASE));
    assertEquals("fn7" + "x".repeat(200) + "+0x5/0x10", table.describe(BASE + 0x75));
    assertEquals("fn699+0x1", table.describe(BASE + 699 * 16 + 1));
  }

  @Test
  void offsetsOfKernelsForOneProcessorCountUpwards() throws Exception {
    SymbolTable table = read(new Writer().write(Order.UNTIL_6_1, false));
    assertEquals("fn9+0x0/0x10", table.describe(BASE + 0x90));
  }

  @Test
  void imageWithoutTableHasNone() throws Exception {
    byte[] noise = new byte[100_000];
    new Random(7).nextBytes(noise);
    assertEquals(0, read(noise).size());
    assertEquals(0, read("0\0001\0002\0003\0004\0005\0006\0007\0008\0009\000".getBytes()).size());
  }

  @Test
  void damagedTableIsNoneOrAnotherButNeverAFailure() throws Exception {
    byte[] whole = new Writer().write(Order.WITH_SEQUENCES, true);
    long seed = 20260101;
    Random random = new Random(seed);
    for (int i = 0; i < 60; i++) {
      byte[] damaged = whole.clone();
      for (int k = 0; k < 4; k++) {
        damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
      }
      assertTrue(read(damaged).size() <= 2 * COUNT, "seed " + seed);
    }
  }
}
