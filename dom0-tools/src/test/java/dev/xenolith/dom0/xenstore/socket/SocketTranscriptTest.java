package dev.xenolith.dom0.xenstore.socket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.xenolith.abi.io.XsWireType;
import dev.xenolith.abi.num.DomId;
import dev.xenolith.dom0.xenstore.StoreClient;
import dev.xenolith.dom0.xenstore.Xenstored;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Clients at the socket get the answers that the daemon of Xen 4.17 gives at its own. */
class SocketTranscriptTest {
  private static final Pattern REPEATED = Pattern.compile("\\{(.)\\*([0-9]+)}");

  private static final Pattern REQUEST =
      Pattern.compile("(?:\\*([0-9]+) )?([0-9]+) ([0-9]+) ([0-9]+) (.*)");
  private static final String MARK = "GET_DOMAIN_PATH /local/domain/4242|";

  private final Map<Integer, RawClient> clients = new TreeMap<>();

  private static List<String> lines() throws IOException {
    try (InputStream in = Xenstored.class.getResourceAsStream("xenstored-4.17-socket.txt")) {
      return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1)
          .lines()
          .filter(line -> !line.startsWith("#"))
          .toList();
    }
  }

  private static Void prepare(StoreClient dom0) throws Exception {
    dom0.nodes().write("/local/domain/0/name", "Domain-0");
    dom0.nodes().write("/local/domain/0/domid", "0");
    dom0.nodes().write("/vm", "");
    dom0.nodes().write("/libxl", "");
    dom0.nodes().write("/local/domain/1", "");
    dom0.introduce(new DomId(1), 9, 1);
    return null;
  }

  private static String expand(String payload, int count) {
    Matcher repeated = REPEATED.matcher(payload.replace("%", Integer.toString(count)));
    return repeated.replaceAll(m -> m.group(1).repeat(Integer.parseInt(m.group(2))));
  }

  private static String asRecorded(String message) {
    int space = message.indexOf(' ');
    XsWireType type = XsWireType.valueOf(message.substring(0, space));
    String payload = message.substring(space + 1);
    if (type == XsWireType.DIRECTORY_PART) {
      payload = payload.replaceFirst("^[0-9]+", "G");
    }
    return type.number + " " + payload;
  }

  /** All that has come for a client: what lies before the answer to a question asked now. */
  private static String collect(RawClient client) throws IOException {
    StringBuilder all = new StringBuilder();
    try {
      askForMark(client);
      for (String message = client.receive(); !message.equals(MARK); message = client.receive()) {
        all.append(all.isEmpty() ? "" : "; ").append(asRecorded(message));
      }
      return all.toString();
    } catch (EOFException e) {
      return all.append(all.isEmpty() ? "" : "; ").append("closed").toString();
    }
  }

  private static void askForMark(RawClient client) {
    try {
      client.send(XsWireType.GET_DOMAIN_PATH, 0, "4242|");
    } catch (IOException disconnected) {
      // What came before that can still be read, and then the end.
    }
  }

  private String perform(ServedStore served, String request) throws Exception {
    Matcher parts = REQUEST.matcher(request);
    assertTrue(parts.matches(), request);
    int times = parts.group(1) == null ? 1 : Integer.parseInt(parts.group(1));
    int number = Integer.parseInt(parts.group(2));
    if (!clients.containsKey(number)) {
      clients.put(number, served.client());
    }
    RawClient client = clients.get(number);
    for (int i = 0; i < times; i++) {
      if (i > 0) {
        collect(client);
      }
      byte[] payload = RawClient.bytes(expand(parts.group(5), i));
      client.send(Integer.parseInt(parts.group(3)), Integer.parseInt(parts.group(4)), payload);
    }
    // The own answer first: only then is it sure that others have been told.
    Map<Integer, String> got = new TreeMap<>();
    got.put(number, collect(client));
    for (int other : clients.keySet()) {
      if (other != number) {
        got.put(other, collect(clients.get(other)));
      }
    }
    StringBuilder all = new StringBuilder();
    for (Map.Entry<Integer, String> of : got.entrySet()) {
      if (!of.getValue().isEmpty()) {
        all.append(all.isEmpty() ? " " : " // ").append(of.getKey()).append(": ");
        all.append(of.getValue());
      }
      if (of.getValue().endsWith("closed")) {
        clients.remove(of.getKey()).close();
      }
    }
    return "<" + all;
  }

  @Test
  void answersAreThoseOfTheDaemonOfXen() throws Exception {
    List<String> lines = lines();
    assertTrue(lines.size() > 400, "the transcript is there");
    try (ServedStore served = new ServedStore()) {
      served.on(() -> prepare(served.dom0));
      for (int i = 0; i < lines.size(); i += 2) {
        String answers = perform(served, lines.get(i).substring(2));
        assertEquals(lines.get(i + 1), answers, lines.get(i));
      }
    } finally {
      for (RawClient client : clients.values()) {
        client.close();
      }
    }
  }
}
