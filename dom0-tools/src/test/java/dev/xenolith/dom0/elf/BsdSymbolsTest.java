package dev.xenolith.dom0.elf;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BsdSymbolsTest {
  private static final byte[] SYMBOLS = new byte[48];
  private static final byte[] NAMES = "\0start\0end\0".getBytes();

  static {
    Arrays.fill(SYMBOLS, (byte) 0x5A);
  }

  private static ByteBuffer view(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** A kernel of 5001 bytes with its symbols and a new table of sections at the end. */
  private static byte[] kernel(boolean wide, String wants, int link) {
    byte[] elf = ElfMaker.kernel(wide, new byte[5001]).text(11, wants).make();
    int stride = wide ? 64 : 40;
    int tableAt = elf.length + SYMBOLS.length + NAMES.length;
    ByteBuffer b = view(Arrays.copyOf(elf, tableAt + 3 * stride));
    b.put(elf.length, SYMBOLS).put(elf.length + SYMBOLS.length, NAMES);
    if (wide) {
      b.putLong(40, tableAt);
    } else {
      b.putInt(32, tableAt);
    }
    b.putShort(wide ? 60 : 48, (short) 3).putShort(wide ? 62 : 50, (short) 0);
    section(b, wide, tableAt + stride, new int[] {2, elf.length, SYMBOLS.length, link});
    section(
        b, wide, tableAt + 2 * stride, new int[] {3, elf.length + SYMBOLS.length, NAMES.length, 0});
    return b.array();
  }

  /** Fields: type, offset, size, link. */
  private static void section(ByteBuffer b, boolean wide, int at, int[] fields) {
    b.putInt(at + 4, fields[0]);
    if (wide) {
      b.putLong(at + 24, fields[1]).putLong(at + 32, fields[2]).putInt(at + 40, fields[3]);
    } else {
      b.putInt(at + 16, fields[1]).putInt(at + 20, fields[2]).putInt(at + 24, fields[3]);
    }
  }

  private static PvImage read(byte[] bytes) throws BadImageException {
    return PvImage.of(ElfImage.read(bytes));
  }

  @Test
  void narrowKernelFindsHeadersOfItsOwnWidth() throws Exception {
    ByteBuffer b = view(read(kernel(false, "yes", 2)).symbols());
    assertEquals(b.capacity() - 4 - 1, b.getInt(0), "the size, without itself and the padding");
    assertEquals(0x464C457F, b.getInt(4), "the magic number");
    assertEquals(64, b.getInt(4 + 32), "e_shoff");
    assertEquals(52, b.getShort(4 + 40), "e_ehsize");
    assertEquals(40, b.getShort(4 + 46), "e_shentsize");
    assertEquals(3, b.getShort(4 + 48), "e_shnum");
    assertEquals(0, b.getInt(4 + 28), "e_phoff");
    assertEquals(0, b.getInt(4 + 42), "e_phentsize and e_phnum");
    assertEquals(2, b.getInt(4 + 64 + 40 + 4), "the type of section 1");
    assertEquals(260 - 4, b.getInt(4 + 64 + 40 + 16), "where it begins");
    assertEquals(2, b.getInt(4 + 64 + 40 + 24), "its names");
    assertEquals(260 + 48 - 4, b.getInt(4 + 64 + 80 + 16), "where section 2 begins");
  }

  @Test
  void wideKernelFindsHeadersOfItsOwnWidth() throws Exception {
    ByteBuffer b = view(read(kernel(true, "yes", 2)).symbols());
    assertEquals(64, b.getLong(4 + 40), "e_shoff");
    assertEquals(64, b.getShort(4 + 52), "e_ehsize");
    assertEquals(64, b.getShort(4 + 58), "e_shentsize");
    assertEquals(264 - 4, b.getLong(4 + 64 + 64 + 24), "where section 1 begins");
    assertEquals(264 + 48 - 4, b.getLong(4 + 64 + 128 + 24), "where section 2 begins");
  }

  @Test
  void tablesAreWhereTheHeadersSay() throws Exception {
    byte[] block = read(kernel(false, "yes", 2)).symbols();
    assertArrayEquals(SYMBOLS, Arrays.copyOfRange(block, 260, 260 + 48));
    assertArrayEquals(NAMES, Arrays.copyOfRange(block, 308, 308 + NAMES.length));
  }

  @Test
  void bytesBetweenTheHeadersTellNothing() throws Exception {
    byte[] block = read(kernel(false, "yes", 2)).symbols();
    assertArrayEquals(new byte[12 + 40], Arrays.copyOfRange(block, 4 + 52, 4 + 64 + 40));
    assertArrayEquals(new byte[72], Arrays.copyOfRange(block, 4 + 64 + 120, 260));
  }

  @Test
  void kernelEndsBehindItsSymbols() throws Exception {
    PvImage narrow = read(kernel(false, "yes", 2));
    assertEquals(5004 + narrow.symbols().length, narrow.end());
    PvImage wide = read(kernel(true, "yes", 2));
    assertEquals(5008 + wide.symbols().length, wide.end());
  }

  @Test
  void kernelThatDoesNotAskGetsNone() throws Exception {
    PvImage image = read(kernel(false, "no", 2));
    assertEquals(0, image.symbols().length);
    assertEquals(5001, image.end());
  }

  @Test
  void tableWhoseNamesAreNoNamesIsLeftOut() throws Exception {
    for (int link : new int[] {0, 1, 3, -1}) {
      assertEquals(0, read(kernel(false, "yes", link)).symbols().length, "link " + link);
    }
  }

  @Test
  void randomDamageNeverGoesBeyondAnException() {
    long seed = 194;
    Random random = new Random(seed);
    byte[] whole = kernel(true, "yes", 2);
    for (int i = 0; i < 20_000; i++) {
      byte[] damaged = whole.clone();
      for (int k = random.nextInt(4); k >= 0; k--) {
        int from = whole.length - 3 * 64;
        damaged[from + random.nextInt(3 * 64)] = (byte) random.nextInt();
      }
      try {
        read(damaged);
      } catch (BadImageException refused) {
        assertEquals(false, refused.getMessage().isEmpty(), "seed " + seed);
      }
    }
  }
}
