package dev.xenolith.dom0.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateDirTest {
  @TempDir private Path folder;

  private static String permissions(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  @Test
  void theOptionComesBeforeTheEnvironment() {
    Map<String, String> environment =
        Map.of("XENOLITH_HOST", "/h", "XDG_RUNTIME_DIR", folder.toString());
    assertEquals(Path.of("/o"), StateDir.locate("/o", environment).path());
    assertEquals(Path.of("/h"), StateDir.locate(null, environment).path());
    assertEquals(
        folder.resolve("xenolith"),
        StateDir.locate(null, Map.of("XDG_RUNTIME_DIR", folder.toString())).path());
    assertTrue(StateDir.locate(null, Map.of()).path().startsWith("/tmp"));
  }

  @Test
  void nobodyElseLooksIntoANewFolder() throws IOException {
    StateDir state = new StateDir(folder.resolve("new/state"));
    state.prepare();
    assertEquals("rwx------", permissions(state.path()));
  }

  @Test
  void aFolderThatOthersMayEnterIsRefused() throws IOException {
    Path open = Files.createDirectory(folder.resolve("open"));
    Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxr-xr-x"));
    IOException e = assertThrows(IOException.class, () -> new StateDir(open).prepare());
    assertTrue(e.getMessage().contains("may be entered by others (rwxr-xr-x)"), e.getMessage());
  }

  @Test
  void aLinkToAFolderIsRefused() throws IOException {
    Path real = Files.createDirectory(folder.resolve("real"));
    Path link = Files.createSymbolicLink(folder.resolve("link"), real);
    assertThrows(IOException.class, () -> new StateDir(link).prepare());
  }

  @Test
  void aPathTooLongForASocketIsToldBeforehand() {
    StateDir state = new StateDir(folder.resolve("x".repeat(120)));
    IOException e = assertThrows(IOException.class, state::prepare);
    assertTrue(e.getMessage().contains("too long a path"), e.getMessage());
  }
}
