package dev.xenolith.dom0.elf;

import static org.junit.jupiter.api.Assertions.assertNotNull;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whatever the bytes are, the answer is an image or a sentence. */
class ElfFuzzTest {
  private static final long SEED = 0x58454E4F4C495448L;

  private static void read(byte[] bytes) {
    try {
      ElfImage elf = ElfImage.read(bytes);
      assertNotNull(elf.symbols());
      assertNotNull(PvImage.of(elf).notes());
    } catch (BadImageException e) {
      assertNotNull(e.getMessage());
    }
  }

  private static byte[][] samples() {
    return new byte[][] {
      ElfMaker.kernel(false, new byte[100]).text(10, "!writable_page_tables").number(3, 0).make(),
      ElfMaker.kernel(true, new byte[100]).number(1, 4).number(15, 1L << 39).make(),
      ElfMaker.kernel(false, new byte[10]).notesInSection().make(),
      ElfMaker.elf64().guestSection("LOADER=generic,VIRT_BASE=0x0").load(0, new byte[9], 99).make()
    };
  }

  @Test
  void everyTruncationIsAnImageOrASentence() {
    for (byte[] sample : samples()) {
      for (int length = 0; length < sample.length; length++) {
        read(Arrays.copyOf(sample, length));
      }
    }
  }

  @Test
  void everyByteSetToExtremesIsAnImageOrASentence() {
    for (byte[] sample : samples()) {
      for (int at = 0; at < sample.length; at++) {
        for (int value : new int[] {0, 1, 0x7F, 0x80, 0xFF}) {
          byte[] changed = sample.clone();
          changed[at] = (byte) value;
          read(changed);
        }
      }
    }
  }

  @Test
  void randomDamageIsAnImageOrASentence() {
    System.out.println("ElfFuzzTest seed 0x" + Long.toHexString(SEED));
    Random random = new Random(SEED);
    byte[][] samples = samples();
    for (int round = 0; round < 100_000; round++) {
      byte[] changed = samples[random.nextInt(samples.length)].clone();
      for (int n = random.nextInt(8); n >= 0; n--) {
        int width = 1 << random.nextInt(4);
        int at = random.nextInt(changed.length - width);
        for (int i = 0; i < width; i++) {
          changed[at + i] = (byte) random.nextInt();
        }
      }
      read(changed);
    }
  }
}
