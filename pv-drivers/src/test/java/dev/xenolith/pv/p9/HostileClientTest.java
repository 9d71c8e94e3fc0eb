package dev.xenolith.pv.p9;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.xenolith.abi.io.Xen9pfsDataIntf;
import dev.xenolith.abi.layout.Abi;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** A front end that puts anything into its streams. */
class HostileClientTest {
  private static final boolean LONG = Boolean.getBoolean("xenolith.long");
  private static final int MESSAGES = LONG ? 1_000_000 : 10_000;
  private static final int LONGEST = 4096;

  private final long seed = Long.getLong("xenolith.seed", LONG ? System.nanoTime() : 20_26);
  private final SplittableRandom random = new SplittableRandom(seed);
  private int requests;

  @Test
  void noContentsOfStreamsHarmTheBackEnd() throws Exception {
    System.out.println("hostile 9pfs client: seed " + seed);
    TestClient client = new TestClient();
    client.answers = this::answer;
    client.connect(1, 1);
    for (int sent = 0; sent < MESSAGES; sent++) {
      int ring = random.nextInt(2);
      switch (random.nextInt(200)) {
        case 0 -> breakAnIndex(client, ring);
        case 1 -> client.send(ring, randomBytes(random.nextInt(2048)));
        default -> sendWhole(client, ring);
      }
      if (!client.back("state").equals("4")) {
        begin(client);
      }
      requests += client.requests.size();
      client.requests.clear();
    }
    assertTrue(requests > MESSAGES / 2, () -> "seed " + seed + ": " + requests + " requests");
    client.write("state", "6");
    client.world.run();
    assertEquals(0, client.held(), () -> "seed " + seed);
  }

  private P9Reply answer(P9Request request) {
    return request instanceof P9Request.Read
        ? new P9Reply.Data(randomBytes(random.nextInt(2048 - P9Reply.Data.OVERHEAD)))
        : new P9Reply.Done();
  }

  private byte[] randomBytes(int count) {
    byte[] bytes = new byte[count];
    random.nextBytes(bytes);
    return bytes;
  }

  /** A message of a right length whose fields are anything, with replies taken or left there. */
  private void sendWhole(TestClient client, int ring) {
    byte[] body = randomBytes(random.nextInt(60));
    for (int i = 0; i < body.length; i++) {
      body[i] = random.nextInt(4) == 0 ? body[i] : (byte) random.nextInt(4);
    }
    P9Type[] types = P9Type.values();
    int type =
        random.nextInt(8) == 0 ? random.nextInt(256) : types[random.nextInt(types.length)].number;
    client.send(ring, TestClient.message(type, random.nextInt(1 << 16), body));
    while (client.back("state").equals("4") && client.waiting(ring) > 0) {
      byte[] reply = client.receive(ring);
      assertTrue(reply.length <= LONGEST, () -> "seed " + seed);
    }
  }

  private void breakAnIndex(TestClient client, int ring) {
    var index = random.nextBoolean() ? Xen9pfsDataIntf.OUT_PROD : Xen9pfsDataIntf.IN_CONS;
    index.put(client.streams.get(ring).indices, 0, Abi.PV64, random.nextInt());
    client.send(ring, TestClient.message(120, 1, 5));
  }

  /** The connection has ended: nothing is held, and a new one works. */
  private void begin(TestClient client) {
    assertEquals("5", client.back("state"), () -> "seed " + seed);
    assertEquals(0, client.held(), () -> "seed " + seed);
    client.write("state", "6");
    client.world.run();
    client.write("state", "1");
    client.world.second();
    client.reconnect();
    assertEquals("4", client.back("state"), () -> "seed " + seed);
  }
}
