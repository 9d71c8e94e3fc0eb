package dev.xenolith.dom0.builder;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.io.ByteSource;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

class RamdiskImageTest {
  private static RamdiskImage image(byte[] bytes) throws DomainBuildException {
    return RamdiskImage.of(new DomainSpec.Ramdisk("initrd", ByteSource.wrap(bytes)));
  }

  private static byte[] gzip(byte[] bytes) throws IOException {
    var out = new java.io.ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes);
    }
    return out.toByteArray();
  }

  @Test
  void plainOneTakesTheRoomOfItsFile() throws Exception {
    assertEquals(5000, image(new byte[5000]).bytes());
    assertEquals(0, image(new byte[0]).bytes());
  }

  @Test
  void packedOneTakesTheRoomItUnpacksTo() throws Exception {
    assertEquals(1 << 20, image(gzip(new byte[1 << 20])).bytes());
  }

  @Test
  void oneThatPackingMadeLargerStillHasRoomAsItIs() throws Exception {
    byte[] noise = new byte[1000];
    new Random(1).nextBytes(noise);
    byte[] packed = gzip(noise);
    assertTrue(packed.length > noise.length);
    assertEquals(packed.length, image(packed).bytes());
  }

  @Test
  void fileOfMoreThanAGibIsNoRamdisk() {
    ByteSource endless =
        new ByteSource() {
          @Override
          public InputStream openStream() {
            return new ByteArrayInputStream(new byte[0]);
          }

          @Override
          public long size() {
            return (1L << 30) + 1;
          }
        };
    DomainBuildException e =
        assertThrows(
            DomainBuildException.class,
            () -> RamdiskImage.of(new DomainSpec.Ramdisk("huge", endless)));
    assertTrue(e.getMessage().startsWith("huge: larger than 1 GiB"), e.getMessage());
  }

  @Test
  void fileThatCannotBeReadIsRefusedByItsName() {
    ByteSource gone =
        new ByteSource() {
          @Override
          public InputStream openStream() throws IOException {
            throw new IOException("gone");
          }
        };
    DomainBuildException e =
        assertThrows(
            DomainBuildException.class,
            () -> RamdiskImage.of(new DomainSpec.Ramdisk("initrd", gone)));
    assertEquals("initrd: gone", e.getMessage());
  }
}
