package dev.xenolith.dom0.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.xenolith.dom0.toolstack.TinyKernel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DomainsTest {
  private static final int POWEROFF = 0;
  private static final int REBOOT = 1;
  private static final int SHORT_LIVES = 100;

  @TempDir private Path folder;
  private TestHost test;

  @BeforeEach
  void start() throws Exception {
    test = new TestHost(folder);
  }

  @AfterEach
  void stop() throws Exception {
    test.close();
  }

  private void pauseForEver() throws Exception {
    test.close();
    test = TestHost.thatPausesForEver(folder);
  }

  private List<String> names() throws Exception {
    return test.get(test.host.domains().list()).stream().map(DomainView::name).toList();
  }

  private HostException refusal(CreateOrder order) {
    return assertThrows(HostException.class, () -> test.get(test.host.domains().create(order)));
  }

  @Test
  void domainsLiveOnAfterTheirCreation() throws Exception {
    test.create("one", TinyKernel.waiting());
    test.create("two", TinyKernel.waiting());
    assertEquals(List.of("Domain-0", "one", "two"), names());
  }

  @Test
  void aPausedDomainWaits() throws Exception {
    CreateOrder order = test.order(test.config("p", TinyKernel.hello()), true);
    DomainView domain = test.get(test.host.domains().create(order)).domain();
    assertEquals("--p---", domain.state());
    test.get(test.host.domains().unpause("p"));
    test.awaitEvent(HostEvent.Kind.DOMAIN_DESTROYED, domain.domid());
  }

  @Test
  void sharesOfTheCpuAreWhatTheConfigurationSays() throws Exception {
    test.create("one", TinyKernel.waiting(), "cpu_weight = 512", "cap = 50");
    assertEquals(
        List.of(new Placement.ShareView(1, "one", 512, 50)),
        test.get(test.host.placement().shares(java.util.Optional.of("one"))));
  }

  @Test
  void whoComesTooLateForAShortLifeStillReadsWhatWasWritten() throws Exception {
    int domid = test.create("one", TinyKernel.hello());
    test.awaitEvent(HostEvent.Kind.DOMAIN_DESTROYED, domid);
    try (var console = test.get(test.host.domains().console("one", 0))) {
      byte[] said = new byte[16];
      assertEquals(4, console.read(said));
      assertEquals(-1, console.read(said));
    }
    assertThrows(HostException.class, () -> test.get(test.host.domains().console("one", 0)));
  }

  @Test
  void aConsoleIsThereFromADomainsBirthUntilAfterItsEndWithoutAGap() throws Exception {
    for (int life = 0; life < SHORT_LIVES; life++) {
      String name = "short" + life;
      test.create(name, TinyKernel.hello());
      try (var console = test.get(test.host.domains().console(name, 0))) {
        assertNotNull(console, name);
      }
    }
  }

  @Test
  void aNameIsTakenOnce() throws Exception {
    test.create("one", TinyKernel.waiting());
    HostException e = refusal(test.order(test.config("one", TinyKernel.waiting()), false));
    assertEquals(HostException.Kind.NAME_TAKEN, e.kind());
    assertEquals("Domain with name \"one\" already exists.", e.getMessage());
  }

  @Test
  void aNameIsFreeAgainAfterAFailedBuild() throws Exception {
    Path config = test.config("one", TinyKernel.waiting(), "memory = 4096");
    assertEquals(HostException.Kind.MACHINE, refusal(test.order(config, false)).kind());
    test.create("one", TinyKernel.waiting());
  }

  @Test
  void aMissingKernelIsToldWithItsLine() throws Exception {
    Path config = test.config("one", TinyKernel.waiting());
    Files.delete(folder.resolve("files/waiting.elf"));
    HostException e = refusal(test.order(config, false));
    assertEquals(HostException.Kind.BAD_CONFIG, e.kind());
    assertTrue(e.details().getFirst().startsWith(config + ":2: kernel: "), e.details().toString());
  }

  @Test
  void destroyedDomainsAreGone() throws Exception {
    int domid = test.create("one", TinyKernel.waiting());
    test.get(test.host.domains().destroy("one"));
    assertEquals(List.of("Domain-0"), names());
    HostException e =
        assertThrows(
            HostException.class,
            () -> test.get(test.host.domains().destroy(Integer.toString(domid))));
    assertEquals(HostException.Kind.NO_DOMAIN, e.kind());
  }

  @Test
  void domain0IsNotDestroyed() {
    HostException e =
        assertThrows(HostException.class, () -> test.get(test.host.domains().destroy("0")));
    assertEquals(HostException.Kind.WRONG_STATE, e.kind());
  }

  @Test
  void renamedDomainsAnswerToTheirNewName() throws Exception {
    int domid = test.create("one", TinyKernel.waiting());
    test.get(test.host.domains().rename("one", "other"));
    assertEquals(domid, test.get(test.host.domains().find("other")).domid());
    assertThrows(
        HostException.class, () -> test.get(test.host.domains().rename("other", "Domain-0")));
    assertThrows(HostException.class, () -> test.get(test.host.domains().rename("other", "a\n")));
  }

  @Test
  void aDomainThatPowersOffWhileNobodyLooksIsDestroyed() throws Exception {
    int domid = test.create("one", TinyKernel.shutdown(POWEROFF));
    test.awaitEvent(HostEvent.Kind.DOMAIN_DESTROYED, domid);
    assertEquals("poweroff", test.awaitEvent(HostEvent.Kind.DOMAIN_SHUTDOWN, domid).detail());
    assertEquals(List.of("Domain-0"), names());
  }

  @Test
  void aCrashedDomainIsPreservedWhereTheConfigurationSaysSo() throws Exception {
    int domid = test.create("one", TinyKernel.crash(), "on_crash = \"preserve\"");
    assertEquals("preserve", test.awaitEvent(HostEvent.Kind.DOMAIN_ACTION, domid).detail());
    DomainView domain = test.get(test.host.domains().find("one"));
    assertEquals("crash", domain.shutdownReason());
    assertTrue(domain.state().contains("c"), domain.state());
    test.get(test.host.domains().destroy("one"));
    assertEquals(List.of("Domain-0"), names());
  }

  @Test
  void aRebootingDomainComesBackUnderANewNumber() throws Exception {
    int first = test.create("one", TinyKernel.shutdown(REBOOT));
    String uuid = test.awaitEvent(HostEvent.Kind.DOMAIN_CREATED, first).name();
    assertEquals("one", uuid);
    test.awaitEvent(HostEvent.Kind.DOMAIN_DESTROYED, first);
    HostEvent again = test.awaitEvent(HostEvent.Kind.DOMAIN_CREATED, first + 1);
    assertEquals("one", again.name());
  }

  /** One that ends as it begins would fill the journal and take a CPU. */
  @Test
  void aRebootingDomainComesBackAfterAPause() throws Exception {
    int first = test.create("one", TinyKernel.shutdown(REBOOT));
    HostEvent gone = test.awaitEvent(HostEvent.Kind.DOMAIN_DESTROYED, first);
    HostEvent again = test.awaitEvent(HostEvent.Kind.DOMAIN_CREATED, first + 1);
    Duration pause = Duration.between(gone.time(), again.time());
    assertTrue(pause.toMillis() >= 1900, pause.toString());
  }

  @Test
  void aDestroyInThePauseCallsTheNextBuildOff() throws Exception {
    pauseForEver();
    int first = test.create("one", TinyKernel.shutdown(REBOOT));
    test.awaitEvent(HostEvent.Kind.DOMAIN_DESTROYED, first);
    HostException taken =
        assertThrows(HostException.class, () -> test.create("one", TinyKernel.waiting()));
    assertEquals(HostException.Kind.NAME_TAKEN, taken.kind());
    test.client.call("DELETE", "/v1/domains/one", null);
    HostEvent failed = test.awaitEvent(HostEvent.Kind.DOMAIN_FAILED, first);
    assertEquals("restart: it was called off", failed.detail());
    test.create("one", TinyKernel.waiting());
  }

  @Test
  void aHostThatStopsInThePauseBuildsNothingAndSaysSo() throws Exception {
    pauseForEver();
    int first = test.create("one", TinyKernel.shutdown(REBOOT));
    test.awaitEvent(HostEvent.Kind.DOMAIN_DESTROYED, first);
    test.host.shutDownDomains(Duration.ofSeconds(30));
    HostEvent failed = test.awaitEvent(HostEvent.Kind.DOMAIN_FAILED, first);
    assertEquals("restart: the host is stopping", failed.detail());
    assertEquals(List.of("Domain-0"), names());
  }

  @Test
  void aNewConfigurationHoldsFromTheNextBuildOn() throws Exception {
    CreateOrder order = test.order(test.config("one", TinyKernel.shutdown(REBOOT)), true);
    int first = test.get(test.host.domains().create(order)).domain().domid();
    Path other = test.config("other", TinyKernel.waiting(), "vcpus = 2");
    test.get(test.host.domains().reconfigure("one", test.order(other, false)));
    test.get(test.host.domains().unpause("one"));
    assertEquals("one", test.awaitEvent(HostEvent.Kind.DOMAIN_CREATED, first + 1).name());
    assertEquals(2, test.get(test.host.domains().find("one")).maxVcpus());
  }

  @Test
  void renameRestartKeepsTheOldOneAside() throws Exception {
    int first =
        test.create("one", TinyKernel.shutdown(POWEROFF), "on_poweroff = \"rename-restart\"");
    HostEvent renamed = test.awaitEvent(HostEvent.Kind.DOMAIN_RENAMED, first);
    HostEvent again = test.awaitEvent(HostEvent.Kind.DOMAIN_CREATED, first + 1);
    assertEquals("one", again.name());
    DomainView aside = test.get(test.host.domains().find(Integer.toString(first)));
    assertTrue(aside.name().matches("one-[0-9]{8}T[0-9]{6}Z"), aside.name());
    assertEquals(aside.name(), renamed.name());
    assertEquals("---s--", aside.state());
    DomainView next = test.get(test.host.domains().find(Integer.toString(first + 1)));
    assertNotEquals(aside.uuid(), next.uuid());
  }

  @Test
  void whatCannotBeBuiltAgainIsToldAndGone() throws Exception {
    CreateOrder order = test.order(test.config("one", TinyKernel.shutdown(REBOOT)), true);
    int domid = test.get(test.host.domains().create(order)).domain().domid();
    Files.delete(folder.resolve("files/shutdown.elf"));
    test.get(test.host.domains().unpause("one"));
    HostEvent failed = test.awaitEvent(HostEvent.Kind.DOMAIN_FAILED, domid);
    assertTrue(failed.detail().startsWith("restart: "), failed.detail());
    assertEquals(List.of("Domain-0"), names());
  }

  @Test
  void domainsOfAKernelThatDoesNotListenAreDestroyedWhenTheHostStops() throws Exception {
    test.create("busy", TinyKernel.idle());
    test.create("waiting", TinyKernel.waiting());
    test.host.shutDownDomains(java.time.Duration.ofSeconds(30));
    assertEquals(List.of("Domain-0"), names());
    assertEquals(
        HostException.Kind.WRONG_STATE,
        refusal(test.order(test.config("late", TinyKernel.waiting()), false)).kind());
  }
}
