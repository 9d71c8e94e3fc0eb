package dev.xenolith.dom0.xenstore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.xenolith.abi.io.XsWireType;
import dev.xenolith.abi.num.DomId;
import dev.xenolith.dom0.xenstore.Permissions.Access;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The same requests get the same answers as from the daemon of Xen 4.17. */
class TranscriptTest {
  private static final DomId GUEST = new DomId(1);

  private static List<String> lines() throws IOException {
    try (InputStream in = TranscriptTest.class.getResourceAsStream("xenstored-4.17.txt")) {
      return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1)
          .lines()
          .filter(line -> !line.startsWith("#"))
          .toList();
    }
  }

  private static RingPeer guest() throws StoreException {
    RingPeer.Domains domains = new RingPeer.Domains();
    StoreClient dom0 = new Xenstored(domains, Quotas.STANDARD, s -> {}).client();
    Permissions readable = Permissions.ownedBy(DomId.DOM0, Access.NONE).and(GUEST, Access.READ);
    dom0.nodes().write("/local/domain/0/name", "Domain-0");
    dom0.nodes().mkdir("/local/domain/1", readable);
    dom0.nodes().write("/local/domain/1/name", "guest");
    dom0.nodes().write("/local/domain/1/domid", "1");
    dom0.nodes().mkdir("/local/domain/1/data", Permissions.ownedBy(GUEST, Access.NONE));
    dom0.introduce(GUEST, 9, 1);
    return domains.peers.get(GUEST);
  }

  /** Type names of our own peer as the numbers of the transcript; generations are not compared. */
  private static String numbered(String answer) {
    return Arrays.stream(answer.split("; "))
        .map(
            message -> {
              int space = message.indexOf(' ');
              XsWireType type = XsWireType.valueOf(message.substring(0, space));
              String payload = message.substring(space + 1);
              return type.number
                  + " "
                  + (type == XsWireType.DIRECTORY_PART
                      ? payload.replaceFirst("^[0-9]+", "G")
                      : payload);
            })
        .collect(Collectors.joining("; "));
  }

  @Test
  void answersAreThoseOfTheDaemonOfXen() throws Exception {
    RingPeer guest = guest();
    List<String> lines = lines();
    assertTrue(lines.size() > 200, "the transcript is there");
    for (int i = 0; i < lines.size(); i += 2) {
      String[] request = lines.get(i).substring(2).split(" ", 3);
      byte[] payload = request[2].replace('|', '\0').getBytes(StandardCharsets.ISO_8859_1);
      guest.send(Integer.parseInt(request[0]), Integer.parseInt(request[1]), payload);
      assertEquals(lines.get(i + 1), "< " + numbered(guest.receive()), lines.get(i));
    }
  }
}
