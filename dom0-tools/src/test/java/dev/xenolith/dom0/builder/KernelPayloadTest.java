package dev.xenolith.dom0.builder;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.xenolith.dom0.elf.BadImageException;
import dev.xenolith.dom0.elf.ElfMaker;
import dev.xenolith.dom0.elf.PvImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class KernelPayloadTest {
  private static final long MEMORY = 64L << 20;
  private static final int CODE_BYTES = 60_000;
  private static final byte[] ELF = ElfMaker.kernel(false, code()).make();

  /** Bytes that look like machine code to a packer: repetitive, with calls, not all alike. */
  private static byte[] code() {
    Random random = new Random(1);
    byte[] code = new byte[CODE_BYTES];
    for (int i = 0; i < code.length; i++) {
      code[i] = i % 5 == 0 ? (byte) 0xE8 : (byte) random.nextInt(i % 3 == 0 ? 256 : 4);
    }
    return code;
  }

  private static PvImage read(byte[] bytes) throws DomainBuildException {
    return KernelPayload.read(new DomainSpec.Image("k", bytes), MEMORY);
  }

  private static DomainBuildException refused(byte[] bytes) {
    DomainBuildException e = assertThrows(DomainBuildException.class, () -> read(bytes));
    assertEquals(DomainBuildException.Blame.IMAGE, e.blame());
    return e;
  }

  private static String refusal(byte[] bytes) {
    return refused(bytes).getMessage();
  }

  @Test
  void plainImageIsReadAsItIs() throws Exception {
    assertEquals(CODE_BYTES, read(ELF).end());
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "LZO")
  void packedImageIsTheSameAsThePlainOne(Compression how) throws Exception {
    assertTrue(Arrays.equals(ELF, read(Packing.pack(how, ELF)).elf().bytes()));
  }

  @Test
  void aKernelCanBeUnpackedBeforeDomain0IsAsked() throws Exception {
    byte[] packed = Packing.pack(Compression.GZIP, ELF);
    DomainSpec spec = DomainSpec.of("a", 64, new DomainSpec.Image("k", packed), "").unpacked();
    assertTrue(Arrays.equals(ELF, spec.kernel().bytes()));
    assertEquals("k", spec.kernel().path());
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "LZO")
  void kernelIsFoundInItsBzImage(Compression how) throws Exception {
    byte[] image = Packing.bzImage(Packing.payload(how, ELF));
    assertTrue(Arrays.equals(ELF, read(image).elf().bytes()));
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "LZO")
  void truncatedStreamIsRefusedWithThePlace(Compression how) throws Exception {
    byte[] whole = Packing.pack(how, ELF);
    // Up to the last of the packed bytes: checksums and end marks behind them are a matter of
    // taste.
    for (int length = 8; length < whole.length - 64; length += whole.length / 8) {
      DomainBuildException e = refused(Arrays.copyOf(whole, length));
      long offset = assertInstanceOf(BadImageException.class, e.getCause()).offset();
      assertTrue(offset <= length, how + " cut to " + length + ": " + e.getMessage());
    }
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "LZO")
  void damagedStreamNeverGoesBeyondARefusal(Compression how) throws Exception {
    long seed = 0x7A1;
    System.out.println("KernelPayloadTest " + how + " seed " + seed);
    Random random = new Random(seed);
    byte[] whole = Packing.bzImage(Packing.payload(how, ELF));
    for (int i = 0; i < 30; i++) {
      byte[] damaged = whole.clone();
      for (int k = random.nextInt(3); k >= 0; k--) {
        damaged[0x1F1 + random.nextInt(whole.length - 0x1F1)] ^= (byte) (1 + random.nextInt(255));
      }
      try {
        read(damaged);
      } catch (DomainBuildException e) {
        assertEquals(DomainBuildException.Blame.IMAGE, e.blame(), "seed " + seed);
      }
    }
  }

  @Test
  void smallStreamThatUnpacksToTooMuchIsRefused() throws Exception {
    int mib = 1 << 20;
    java.io.ByteArrayOutputStream out = new java.io.ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      for (int i = 0; i < 129; i++) {
        gzip.write(new byte[mib]);
      }
    }
    String message = refusal(out.toByteArray());
    assertTrue(message.contains("unpacks to more than 128 MiB"), message);
  }

  @Test
  void wrongSizeBehindThePackedBytesIsRefused() throws Exception {
    byte[] payload = Packing.payload(Compression.XZ, ELF);
    payload[payload.length - 4]++;
    String message = refusal(Packing.bzImage(payload));
    assertTrue(message.contains("should have"), message);
  }

  @Test
  void lzoIsRefusedByName() {
    String message = refusal(new byte[] {(byte) 0x89, 'L', 'Z', 'O', 0, 13, 10, 26, 10});
    assertTrue(message.contains("lzo, which is not supported"), message);
  }

  @Test
  void unpackedKernelInABzImageIsTakenAsItIs() throws Exception {
    assertTrue(Arrays.equals(ELF, read(Packing.bzImage(ELF)).elf().bytes()));
  }

  @Test
  void packedBzImageIsUnwrappedTwice() throws Exception {
    byte[] image = Packing.bzImage(Packing.payload(Compression.ZSTD, ELF));
    assertEquals(CODE_BYTES, read(Packing.pack(Compression.GZIP, image)).end());
  }

  @Test
  void kernelOutsideItsBzImageIsRefused() throws Exception {
    byte[] image = Packing.bzImage(Packing.payload(Compression.GZIP, ELF));
    image[0x24F] = 0x7F;
    String message = refusal(image);
    assertTrue(message.contains("at offset 0x248"), message);
  }

  @Test
  void bootProtocolTooOldIsNamed() {
    byte[] image = Packing.bzImage(new byte[100]);
    image[0x206] = 4;
    String message = refusal(image);
    assertTrue(message.contains("2.04"), message);
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

  /** Linux's own command lines (scripts/Makefile.lib), where the tools are installed. */
  @ParameterizedTest
  @CsvSource({
    "gzip, gzip -n -f -9",
    "bzip2, bzip2 -9",
    "lzma, lzma -9",
    "xz, xz --check=crc32 --x86 --lzma2=dict=32MiB",
    "lz4, lz4 -l -9 - -",
    "zstd, zstd -22 --ultra",
  })
  void streamsOfTheRealToolsAreUnpacked(String tool, String command, @TempDir Path folder)
      throws Exception {
    boolean installed =
        Arrays.stream(System.getenv("PATH").split(":"))
            .anyMatch(p -> Files.isExecutable(Path.of(p, tool)));
    assumeTrue(installed, tool + " is not installed");
    Path plain = Files.write(folder.resolve("plain"), ELF);
    Path packed = folder.resolve("packed");
    Process process =
        new ProcessBuilder(command.split(" "))
            .redirectInput(plain.toFile())
            .redirectOutput(packed.toFile())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertEquals(0, process.waitFor());
    byte[] bytes = Files.readAllBytes(packed);
    assertNotEquals(ELF.length, bytes.length);
    assertTrue(Arrays.equals(ELF, read(bytes).elf().bytes()));
  }

  /** What examples/debian/fetch brings, when somebody has called it. */
  @ParameterizedTest
  @ValueSource(strings = {"vmlinuz-amd64", "vmlinuz-cloud-amd64"})
  void debiansKernelIsA64BitKernel(String name) throws Exception {
    Path kernel = Path.of("../examples/debian/.cache/boot", name);
    assumeTrue(Files.exists(kernel), kernel + " is not there: Debian's kernel was not fetched");
    PvImage image = read(Files.readAllBytes(kernel));
    assertTrue(image.elf().is64Bit());
    assertEquals("linux", image.notes().guestOs());
    assertEquals(0xFFFFFFFF80000000L, image.virtBase());
    assertTrue(image.notes().takesUnmappedModule());
    assertEquals("startup_xen+0x0", image.elf().code().describe(image.entry()).split("/")[0]);
  }

  @Test
  void lz4BlockThatClaimsTooMuchIsRefusedBeforeItIsRead() throws IOException {
    byte[] frame = {2, 0x21, 0x4C, 0x18, 0, 0, 0, 0x7F, 1, 2, 3};
    try (InputStream in = new LegacyLz4Stream(new ByteArrayInputStream(frame))) {
      String message = assertThrows(IOException.class, in::read).getMessage();
      assertTrue(message.contains("0x7f000000"), message);
    }
  }
}
