package dev.xenolith.pv.p9;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.xenolith.abi.call.XenErrno;
import dev.xenolith.abi.io.Xen9pfsDataIntf;
import dev.xenolith.abi.layout.Abi;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a front end sees of the back end of shared folders. */
class P9BackendTest {
  private static final byte[] CLUNK_5 = TestClient.message(120, 9, 5);

  private TestClient client;

  @BeforeEach
  void makeADevice() throws Exception {
    client = new TestClient();
  }

  private String error() {
    return client.world.store().find("/local/domain/0/error/backend/9pfs/7/0/error").orElse("");
  }

  @Test
  void whatItCanDoIsSaidBeforeTheFrontEndConnects() {
    assertEquals("2", client.back("state"));
    assertEquals("1", client.back("versions"));
    assertEquals("2", client.back("max-rings"));
    assertEquals("4", client.back("max-ring-page-order"));
    client.connect(4, 4);
    assertEquals("4", client.back("state"));
    assertEquals(2 * 17, client.held());
  }

  @Test
  void aRequestIsAnsweredOnItsOwnStreamWithItsOwnTag() {
    client.connect(2, 2);
    client.send(1, CLUNK_5);
    assertEquals(List.of(new P9Request.Clunk(5)), client.requests);
    assertEquals(0, client.waiting(0));
    assertArrayEquals(TestClient.message(121, 9), client.receive(1));
  }

  @Test
  void aMessageThatComesInPiecesIsTakenWhenItIsWhole() {
    client.connect(2);
    for (byte b : CLUNK_5) {
      assertTrue(client.requests.isEmpty());
      client.send(0, new byte[] {b});
    }
    assertEquals(1, client.requests.size());
  }

  @Test
  void oneRequestOfADeviceIsUnderWayAtATime() {
    client.connect(2, 2);
    client.holding = true;
    client.send(0, CLUNK_5);
    client.send(0, TestClient.message(120, 10, 6));
    client.send(1, TestClient.message(120, 11, 7));
    assertEquals(List.of(new P9Request.Clunk(5)), client.requests);
    client.holding = false;
    client.world.later(client.held.poll());
    client.world.run();
    assertEquals(3, client.requests.size());
    assertEquals(14, client.waiting(0));
    assertEquals(7, client.waiting(1));
  }

  @Test
  void streamsGoRoundAndAReplyWaitsForRoom() {
    client.connect(1);
    byte[] data = new byte[1500];
    Arrays.fill(data, (byte) 7);
    client.answers = _ -> new P9Reply.Data(data);
    for (int i = 0; i < 3; i++) {
      client.send(0, TestClient.message(116, i, 1, 0L, 1500));
    }
    assertEquals(3, client.requests.size());
    assertEquals(2 * 1511, client.waiting(0), "4096 bytes hold two replies");
    for (int i = 0; i < 3; i++) {
      assertArrayEquals(TestClient.message(117, i, 1500, data), client.receive(0));
    }
  }

  @Test
  void aClientGetsNoLongerMessagesThanItsStreamsHold() {
    client.connect(3, 2);
    client.send(0, TestClient.message(100, 0xFFFF, 1 << 20, "9P2000.L"));
    client.send(0, TestClient.message(100, 0xFFFF, -1, "9P2000.L"));
    client.send(0, TestClient.message(100, 0xFFFF, 5000, "9P2000.L"));
    assertEquals(
        List.of(
            new P9Request.Version(8192, "9P2000.L"),
            new P9Request.Version(8192, "9P2000.L"),
            new P9Request.Version(5000, "9P2000.L")),
        client.requests);
  }

  @Test
  void errorsHaveTheirOwnReply() {
    client.connect(2);
    client.answers = _ -> new P9Reply.Error(XenErrno.ENOENT);
    client.send(0, CLUNK_5);
    assertArrayEquals(TestClient.message(7, 9, 2), client.receive(0));
  }

  @Test
  void aMessageOfAnImpossibleLengthEndsTheConnection() {
    for (int size : new int[] {0, 6, 8193, -1}) {
      client.connect(2);
      byte[] message = CLUNK_5.clone();
      for (int i = 0; i < 4; i++) {
        message[i] = (byte) (size >>> 8 * i);
      }
      client.send(0, message);
      assertEquals("5", client.back("state"));
      assertEquals(0, client.held());
      assertTrue(error().startsWith("a message of "), error());
      client.write("state", "6");
      client.world.run();
      client.write("state", "1");
      client.world.run();
    }
    assertEquals(4, client.resets);
  }

  @Test
  void indicesThatMakeNoSenseEndTheConnection() {
    client.connect(2);
    Xen9pfsDataIntf.OUT_PROD.put(client.streams.get(0).indices, 0, Abi.PV64, 8193);
    client.signal(0);
    assertEquals("5", client.back("state"));
    assertTrue(error().startsWith("the ring makes no sense"), error());
    client.write("state", "6");
    client.world.run();
    client.write("state", "1");
    client.world.run();
    client.connect(2);
    Xen9pfsDataIntf.IN_CONS.put(client.streams.get(0).indices, 0, Abi.PV64, 1);
    client.send(0, CLUNK_5);
    assertEquals("5", client.back("state"));
    assertEquals(0, client.held());
  }

  @Test
  void whatCannotBeMappedIsRefusedAndNothingStaysMapped() {
    TestClient.Streams first = client.add(2);
    Xen9pfsDataIntf.RING_ORDER.put(first.indices, 0, Abi.PV64, 5);
    client.write("num-rings", "1");
    client.write("version", "1");
    client.write("state", "3");
    client.world.run();
    assertEquals("ring_order is 5, not a number from 0 to 4", error());
    assertEquals(0, client.held());
    Xen9pfsDataIntf.RING_ORDER.put(first.indices, 0, Abi.PV64, 2);
    first.indices.putU32(Xen9pfsDataIntf.refAt(3), 9999);
    client.write("state", "6");
    client.world.run();
    client.write("state", "1");
    client.world.run();
    client.write("state", "3");
    client.world.run();
    assertEquals(0, client.held());
    assertEquals("5", client.back("state"));
  }

  @Test
  void anotherVersionAndMoreRingsAreRefused() {
    client.write("version", "2");
    client.write("num-rings", "1");
    client.write("state", "3");
    client.world.run();
    assertEquals("version \"2\" is not 1", error());
    for (String state : new String[] {"6", "1"}) {
      client.write("state", state);
      client.world.run();
    }
    client.write("version", "1");
    client.write("num-rings", "3");
    client.write("state", "3");
    client.world.run();
    assertTrue(error().endsWith("num-rings is \"3\", not a number from 1 to 2"), error());
  }

  @Test
  void aFrontEndThatGoesDoesSoAfterItsRequestAndMayComeAgain() {
    client.connect(2, 2);
    client.holding = true;
    client.send(0, CLUNK_5);
    client.write("state", "6");
    client.world.run();
    assertEquals("4", client.back("state"), "the request is under way");
    client.holding = false;
    client.world.later(client.held.poll());
    client.world.run();
    assertEquals("6", client.back("state"));
    assertEquals(0, client.held());
    assertEquals(1, client.resets);
    client.write("state", "1");
    client.world.run();
    client.connect(2);
    client.send(0, CLUNK_5);
    assertArrayEquals(TestClient.message(121, 9), client.receive(0));
  }

  @Test
  void aDeviceThatIsRemovedLetsGoOfItsPages() {
    client.connect(2);
    client.world.store().remove(TestClient.BACK);
    client.world.run();
    assertEquals(0, client.held());
    assertEquals(1, client.resets);
  }

  @Test
  void aBugEndsTheConnectionAsNobodyKnowsTheClientsFilesAnyMore() {
    client.connect(2);
    client.bugs = 1;
    client.send(0, CLUNK_5);
    assertEquals("5", client.back("state"));
    assertEquals(0, client.held());
    assertEquals(
        "the back end failed: java.lang.IllegalStateException: a bug of the share", error());
    client.write("state", "6");
    client.world.run();
    client.write("state", "1");
    client.world.run();
    client.reconnect();
    client.send(0, CLUNK_5);
    assertArrayEquals(TestClient.message(121, 9), client.receive(0));
  }
}
