package dev.xenolith.dom0.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.xenolith.abi.io.XenconsInterface;
import dev.xenolith.abi.layout.Abi;
import dev.xenolith.abi.layout.ByteArrayBytes;
import dev.xenolith.abi.num.DomId;
import dev.xenolith.abi.num.Mfn;
import dev.xenolith.pv.console.ConsoleRing;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/** What becomes of a domain's first console, and of others, when its back end has a bug. */
class FirstConsoleTest {
  private static final Abi ABI = Abi.PV64;

  private final ByteArrayBytes page = new ByteArrayBytes(Mfn.PAGE_SIZE);
  private final List<String> log = new ArrayList<>();
  private final List<BooleanSupplier> asked = new ArrayList<>();
  private final FirstConsole first = new FirstConsole(new DomId(7), asked::add, log::add);
  private final ConsoleAttachment attachment =
      new ConsoleAttachment(first.console(), bytes -> first.console().enqueue(bytes));
  private int bugs;
  private int signals;

  private void connect() {
    first.connect(new ConsoleRing(page), this::signal);
  }

  private void signal() {
    signals++;
    if (bugs > 0) {
      bugs--;
      throw new IllegalStateException("a bug");
    }
  }

  private void print(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    int prod = XenconsInterface.OUT_PROD.get(page, 0, ABI);
    page.put(XenconsInterface.OUT.at(ABI) + prod, bytes, 0, bytes.length);
    XenconsInterface.OUT_PROD.put(page, 0, ABI, prod + bytes.length);
    first.look();
  }

  private String read() {
    byte[] bytes = new byte[Mfn.PAGE_SIZE];
    int count = attachment.readNow(bytes);
    return count < 0 ? null : new String(bytes, 0, count, StandardCharsets.US_ASCII);
  }

  private void second() {
    List<BooleanSupplier> now = List.copyOf(asked);
    asked.clear();
    now.stream().filter(over -> !over.getAsBoolean()).forEach(asked::add);
  }

  @Test
  void aBugIsToldWithItsStackAndTheNextEventIsServed() {
    connect();
    bugs = 1;
    print("one ");
    print("two");
    assertEquals("one two", read());
    assertEquals(1, log.size(), log::toString);
    String told = log.getFirst();
    assertTrue(
        told.startsWith(
            "backend/console/7/0: the back end failed: java.lang.IllegalStateException: a bug"),
        told);
    assertTrue(told.contains("at " + FirstConsole.class.getName()), told);
  }

  @Test
  void aBugThatShowsWhenTheConsoleIsConnectedLetsTheDomainBeBuilt() {
    bugs = 1;
    print("early");
    connect();
    assertEquals("early", read());
    assertEquals(1, log.size(), log::toString);
  }

  @Test
  void aBugThatSomebodyWhoTypesMeetsIsToldToo() throws InterruptedException {
    connect();
    bugs = 1;
    attachment.write(new byte[] {'a'});
    assertEquals(1, log.size(), log::toString);
    assertEquals(1, XenconsInterface.IN_PROD.get(page, 0, ABI));
  }

  @Test
  void aBugThatShowsEachTimeIsMetEightTimesInASecond() {
    connect();
    bugs = Integer.MAX_VALUE;
    for (int i = 0; i < 20; i++) {
      print("x");
    }
    assertEquals(8, signals);
    bugs = 0;
    second();
    assertEquals(9, signals, "looked at again without an event");
    assertEquals("x".repeat(20), read());
  }

  @Test
  void aBugInTheLastLookLetsTheConsoleEnd() {
    connect();
    first.console().listeners().add(this::signal);
    bugs = 1;
    int prod = XenconsInterface.OUT_PROD.get(page, 0, ABI);
    page.putU8(XenconsInterface.OUT.at(ABI) + prod, 'x');
    XenconsInterface.OUT_PROD.put(page, 0, ABI, prod + 1);
    first.close();
    assertEquals("x", read());
    assertEquals(null, read());
    assertEquals(1, log.size(), log::toString);
  }
}
