package dev.xenolith.dom0.builder;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.xenolith.dom0.elf.ElfMaker;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

class KernelPayloadTest {
  private static final byte[] ELF = ElfMaker.kernel(false, new byte[5000]).make();

  private static byte[] gzip(byte[] bytes) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes);
    }
    return out.toByteArray();
  }

  private static String refusal(byte[] bytes) {
    DomainBuildException e =
        assertThrows(
            DomainBuildException.class, () -> KernelPayload.read(new DomainSpec.Image("k", bytes)));
    assertEquals(DomainBuildException.Blame.IMAGE, e.blame());
    return e.getMessage();
  }

  @Test
  void plainAndGzippedImagesAreTheSame() throws Exception {
    assertEquals(5000, KernelPayload.read(new DomainSpec.Image("k", ELF)).end());
    assertEquals(5000, KernelPayload.read(new DomainSpec.Image("k", gzip(ELF))).end());
  }

  @Test
  void truncatedGzipIsRefusedAsSuch() throws IOException {
    byte[] whole = gzip(ELF);
    for (int length = 3; length < whole.length; length++) {
      assertTrue(refusal(Arrays.copyOf(whole, length)).startsWith("k: its gzip data"));
    }
  }

  @Test
  void bzImageIsNamed() {
    byte[] image = new byte[0x400];
    image[0x1FE] = 0x55;
    image[0x1FF] = (byte) 0xAA;
    image[0x202] = 'H';
    image[0x203] = 'd';
    image[0x204] = 'r';
    image[0x205] = 'S';
    assertTrue(refusal(image).contains("bzImage"));
  }

  @Test
  void emptyAndRandomFilesAreRefused() {
    assertTrue(refusal(new byte[0]).contains("empty"));
    Random random = new Random(3);
    for (int i = 0; i < 100; i++) {
      byte[] bytes = new byte[random.nextInt(2000)];
      random.nextBytes(bytes);
      refusal(bytes);
    }
  }
}
