package dev.xenolith.dom0.channel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChannelSyntaxTest {
  private static ChannelSpec parse(String text) throws ChannelException {
    return ChannelSyntax.parse(text, Path.of("/etc")::resolve);
  }

  @Test
  void aTerminalNeedsANameOnly() throws Exception {
    assertEquals(new ChannelSpec("a.b", Optional.empty()), parse("connection=pty, name = a.b "));
  }

  @Test
  void aSocketIsBesideTheConfiguration() throws Exception {
    assertEquals(
        new ChannelSpec("a", Optional.of(Path.of("/etc/x.sock"))),
        parse("name=a,connection=socket,path=x.sock"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "connection=pty|'name' is missing",
        "name=a|'connection' is missing: pty or socket",
        "name=a,connection=pipe|'connection' is pty or socket",
        "name=a,connection=socket|'path' is missing",
        "name=a,connection=pty,nmae=b|unknown parameter 'nmae=b'",
        "name=a,connection=pty,name=b|'name' is given twice",
        "name=a,connection=pty,backend=net|driver domains are not available",
        "name=a b,connection=pty|visible ASCII characters",
      })
  void whatCannotBeHadIsSaid(String text, String sentence) {
    String message = assertThrows(ChannelException.class, () -> parse(text)).getMessage();
    assertTrue(message.contains(sentence), message);
  }

  @Test
  void aPathTheKernelHasNoRoomForIsRefused() {
    String path = "x".repeat(200);
    assertThrows(ChannelException.class, () -> parse("name=a,connection=socket,path=" + path));
  }
}
