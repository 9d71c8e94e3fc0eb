package dev.xenolith.pv.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.xenolith.abi.io.XenconsInterface;
import dev.xenolith.abi.layout.Abi;
import dev.xenolith.abi.layout.GuestBytes;
import dev.xenolith.abi.num.DomId;
import dev.xenolith.abi.num.EvtchnPort;
import dev.xenolith.abi.num.Mfn;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ConsoleBackendTest {
  private static final Abi ABI = Abi.PV64;

  private final StringBuilder received = new StringBuilder();
  private TestConsole console;
  private ConsoleFront front;

  @BeforeEach
  void makeOne() throws Exception {
    console = new TestConsole();
    front =
        new ConsoleFront(
            console.domain,
            console.domain,
            TestConsole.FRONT,
            bytes -> received.append(new String(bytes, StandardCharsets.US_ASCII)));
  }

  private void connect() throws Exception {
    front.connect();
    console.world.run();
    assertEquals("4", console.state(), console.log::toString);
  }

  /** A front end that a test moves by hand; answers its page. */
  private GuestBytes connectByHand() {
    Mfn frame = console.world.newFrame();
    GuestBytes page = console.domain.view(List.of(frame));
    int ref = console.domain.grant(frame, false).raw();
    int port = console.domain.offer(new DomId(0), () -> {}).raw();
    console.write(TestConsole.FRONT + "/ring-ref", Integer.toString(ref));
    console.write(TestConsole.FRONT + "/port", Integer.toString(port));
    console.write(TestConsole.FRONT + "/state", "3");
    console.world.run();
    return page;
  }

  private void write(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    assertEquals(bytes.length, front.write(bytes));
    console.world.run();
  }

  @Test
  void whatTheFrontEndWritesReachesTheTerminal() throws Exception {
    connect();
    write("hello ");
    write("world");
    assertEquals("hello world", console.written.toString());
  }

  @Test
  void whatIsTypedReachesTheFrontEnd() throws Exception {
    connect();
    console.type("keys");
    assertEquals("keys", received.toString());
  }

  @Test
  void moreThanTheRingHoldsGoesThroughInPieces() throws Exception {
    connect();
    for (int i = 0; i < 100; i++) {
      write("0123456789".repeat(20));
    }
    assertEquals(20_000, console.written.length());
  }

  @Test
  void whatWasWrittenBeforeTheClosingIsStillTaken() throws Exception {
    connect();
    front.write("last words".getBytes(StandardCharsets.US_ASCII));
    front.close();
    console.world.run();
    assertEquals("last words", console.written.toString());
    assertNull(console.ring);
    assertEquals(0, console.world.mappings(new DomId(7)));
  }

  @Test
  void aFrontEndThatStartsAnewIsConnectedAgain() throws Exception {
    connect();
    front.close();
    console.world.run();
    console.write(TestConsole.FRONT + "/state", "1");
    console.world.run();
    connect();
    write("again");
    assertEquals("again", console.written.toString());
  }

  @Test
  void anImpossibleIndexEndsTheConnectionAndSaysWhy() throws Exception {
    GuestBytes page = connectByHand();
    XenconsInterface.OUT_PROD.put(page, 0, ABI, 5000);
    console.domain.signal(new EvtchnPort(port()));
    console.world.run();
    assertEquals("5", console.state());
    assertTrue(
        console.world.store().find("/local/domain/0/error/backend/console/7/1/error").isPresent());
    assertEquals(0, console.world.mappings(new DomId(7)));
  }

  private int port() {
    return Integer.parseInt(console.world.store().find(TestConsole.FRONT + "/port").orElseThrow());
  }

  @Test
  void aGrantThatIsNoneIsAnError() {
    console.write(TestConsole.FRONT + "/ring-ref", "4711");
    console.write(TestConsole.FRONT + "/port", "1");
    console.write(TestConsole.FRONT + "/state", "3");
    console.world.run();
    assertEquals("5", console.state());
  }

  @Test
  void aBugOfTheBackEndLosesNothingThatWasWritten() throws Exception {
    connect();
    console.bugs = 1;
    write("before ");
    write("and after");
    console.type("heard");
    assertEquals("before and after", console.written.toString());
    assertEquals("heard", received.toString());
    assertEquals("4", console.state());
    assertTrue(console.log.getFirst().contains("a bug of the terminal"), console.log::toString);
  }

  @Test
  void aBugThatSomebodyWhoTypesMeetsIsTheConsolesTroubleOnly() throws Exception {
    connect();
    console.bugs = 1;
    console.look.run();
    console.world.run();
    assertEquals("4", console.state());
    assertTrue(console.log.getFirst().contains("a bug of the terminal"), console.log::toString);
    write("goes on");
    assertEquals("goes on", console.written.toString());
  }

  @Test
  void aBugThatShowsWhenTheConsoleIsTakenAwayIsToldAndNothingStaysMapped() throws Exception {
    connect();
    console.bugs = 1;
    console.world.store().remove(TestConsole.BACK);
    console.world.run();
    assertEquals(1, console.log.size(), console.log::toString);
    assertTrue(console.log.getFirst().contains("a bug of the terminal"), console.log::toString);
    assertEquals(0, console.world.mappings(new DomId(7)));
  }
}
