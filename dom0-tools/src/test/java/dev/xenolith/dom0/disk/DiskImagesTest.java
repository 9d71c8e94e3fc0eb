package dev.xenolith.dom0.disk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.xenolith.abi.device.Medium;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiskImagesTest {
  private static DiskSpec spec(Path file, String access) throws DiskException {
    return DiskSyntax.parse("format=raw,vdev=xvda,access=" + access + ",target=" + file, Path::of);
  }

  private static Path image(Path folder) throws IOException {
    return Files.write(folder.resolve("image"), new byte[4096]);
  }

  private static String refusal(DiskSpec spec) {
    return assertThrows(IOException.class, () -> DiskImages.open(spec)).getMessage();
  }

  @Test
  void severalReadAFileAndNobodyWritesItMeanwhile(@TempDir Path folder) throws Exception {
    Path file = image(folder);
    Medium first = DiskImages.open(spec(file, "ro"));
    Medium second = DiskImages.open(spec(file, "ro"));
    first.close();
    assertTrue(refusal(spec(file, "rw")).endsWith("is in use by another domain"));
    second.close();
    DiskImages.open(spec(file, "rw")).close();
  }

  @Test
  void oneWritesAFileByWhateverNameUntilItIsClosed(@TempDir Path folder) throws Exception {
    Path file = image(folder);
    Path other = Files.createLink(folder.resolve("other"), file);
    Medium writer = DiskImages.open(spec(file, "rw"));
    assertTrue(refusal(spec(other, "rw")).endsWith("is in use by another domain"));
    assertTrue(refusal(spec(other, "ro")).endsWith("is in use by another domain"));
    writer.close();
    writer.close();
    DiskImages.open(spec(other, "ro")).close();
  }

  @Test
  void whatIsNoRegularFileIsNotOpened(@TempDir Path folder) throws Exception {
    Path pipe = folder.resolve("pipe");
    assertEquals(0, new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor());
    assertEquals(pipe + " is no regular file", refusal(spec(pipe, "ro")));
    assertEquals(folder + " is a folder", refusal(spec(folder, "ro")));
  }
}
