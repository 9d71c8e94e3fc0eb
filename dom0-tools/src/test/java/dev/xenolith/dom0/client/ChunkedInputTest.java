package dev.xenolith.dom0.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ChunkedInputTest {
  private static ChunkedInput input(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    return new ChunkedInput(new ByteArrayInputStream(bytes));
  }

  @Test
  void chunksAreJoined() throws IOException {
    byte[] all = input("2\r\nab\r\nA;x=y\r\n0123456789\r\n0\r\n\r\n").readAllBytes();
    assertEquals("ab0123456789", new String(all, StandardCharsets.ISO_8859_1));
  }

  @Test
  void aSizeThatIsNoneIsSaidInASentence() {
    for (String size : new String[] {"zz", "", "-1", "ffffffffffffffffff", "0x10"}) {
      IOException e = assertThrows(IOException.class, () -> input(size + "\r\na\r\n").read());
      assertTrue(e.getMessage().contains("a chunk of '" + size + "' bytes"), e.getMessage());
    }
  }

  @Test
  void anEndInTheMiddleIsNoEnd() {
    assertThrows(EOFException.class, () -> input("5\r\nab").readAllBytes());
  }
}
