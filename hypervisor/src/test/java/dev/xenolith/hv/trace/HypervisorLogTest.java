package dev.xenolith.hv.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class HypervisorLogTest {
  private final HypervisorLog log = new HypervisorLog(100);

  @Test
  void aComplaintThatIsRepeatedIsThereOnceWithACount() {
    for (int i = 0; i < 80; i++) {
      log.complain("%s: %s", "d1v0", "refused");
    }
    log.printk("done");
    assertEquals(
        List.of("(XEN) d1v0: refused", "(XEN) last message repeated 79 times", "(XEN) done"),
        log.lines());
  }

  @Test
  void whoeverReadsIsToldOfTheRepeatsSoFar() {
    log.complain("refused");
    log.complain("refused");
    assertEquals(List.of("(XEN) refused", "(XEN) last message repeated once"), log.lines());
    log.complain("refused");
    log.complain("refused");
    assertEquals("(XEN) last message repeated 2 times", log.lines().getLast());
  }

  @Test
  void anotherComplaintEndsTheCount() {
    log.complain("one");
    log.complain("two");
    log.complain("one");
    assertEquals(List.of("(XEN) one", "(XEN) two", "(XEN) one"), log.lines());
  }

  @Test
  void whatADomainPrintsIsNeverCounted() {
    log.printk("(d1) line");
    log.printk("(d1) line");
    assertEquals(2, log.lines().size());
  }

  @Test
  void followersAreToldTheCountToo() {
    List<String> told = new ArrayList<>();
    log.follow(told::add);
    log.complain("one");
    log.complain("one");
    log.printk("two");
    assertEquals(List.of("(XEN) one", "(XEN) last message repeated once", "(XEN) two"), told);
  }
}
