package dev.xenolith.examples.hosted;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.xenolith.abi.call.ShutdownReason;
import dev.xenolith.abi.num.DomId;
import dev.xenolith.dom0.config.DomainDevices;
import dev.xenolith.dom0.ctrl.Sysctls;
import dev.xenolith.dom0.kernel.HypercallFailedException;
import dev.xenolith.pv.NodeStore;
import dev.xenolith.pv.ServiceException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A domain with a kernel in Java is a domain as any other. */
class HostedGuestTest {
  private static void run(HostedGuest.Program program) throws Exception {
    try (HostedMachine machine = new HostedMachine()) {
      machine.awaitEnd(machine.start("hosted", DomainDevices.NONE, program));
      assertEquals(List.of(), machine.complaints());
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = ShutdownReason.class,
      names = {"POWEROFF", "REBOOT", "CRASH"})
  void theToolstackSeesWhyItEnds(ShutdownReason reason) throws Exception {
    try (HostedMachine machine = new HostedMachine()) {
      HostedMachine.Started domain =
          machine.start("hosted", DomainDevices.NONE, guest -> guest.shutDown(reason));
      assertEquals(Optional.of(reason), machine.await(domain.exit()).reason());
    }
  }

  @Test
  void itHearsThatItIsToPowerOff() throws Exception {
    try (HostedMachine machine = new HostedMachine()) {
      HostedMachine.Started domain =
          machine.start("hosted", DomainDevices.NONE, HostedGuest::awaitPowerOff);
      machine.powerOff(domain);
    }
  }

  @Test
  void nothingIsLeftOfOneThatIsDestroyedWhileItWaits() throws Exception {
    try (HostedMachine machine = new HostedMachine()) {
      long before = machine.freeFrames();
      HostedMachine.Started domain =
          machine.start("hosted", DomainDevices.NONE, guest -> guest.await(() -> false));
      assertTrue(machine.freeFrames() < before);
      machine.await(machine.toolstack().destroy(domain.domid()));
      assertEquals(before, machine.freeFrames());
    }
  }

  @Test
  void hypercallsOfDomain0AreRefused() throws Exception {
    run(
        guest -> {
          Sysctls sysctls = new Sysctls(guest.hypercalls());
          HypercallFailedException e =
              assertThrows(HypercallFailedException.class, sysctls::physicalInfo);
          assertTrue(e.getMessage().contains("EPERM"), e.getMessage());
        });
  }

  @Test
  void nodesOfOthersAreNotItsToWrite() throws Exception {
    run(
        guest -> {
          NodeStore.Nodes nodes = guest.store().nodes();
          ServiceException e =
              assertThrows(
                  ServiceException.class, () -> nodes.write("/local/domain/0/name", "mine"));
          assertTrue(e.getMessage().contains("EACCES"), e.getMessage());
        });
  }

  @Test
  void aValueLongerThanTheRingIsWrittenAndRead() throws Exception {
    String text = "0123456789".repeat(150);
    run(
        guest -> {
          guest.store().nodes().write("data/text", text);
          assertEquals(Optional.of(text), guest.store().nodes().find("data/text"));
          assertEquals(List.of("text"), guest.store().nodes().list("data"));
          guest.store().nodes().remove("data/text");
          assertEquals(Optional.empty(), guest.store().nodes().find("data/text"));
          assertEquals(List.of(), guest.store().nodes().list("data"));
        });
  }

  @Test
  void aTransactionIsMadeAnewWhenSomebodyInterferes() throws Exception {
    int[] attempts = {0};
    run(
        guest -> {
          guest.store().nodes().write("data/count", "1");
          guest
              .store()
              .transaction(
                  nodes -> {
                    int count = Integer.parseInt(nodes.find("data/count").orElseThrow());
                    if (attempts[0]++ == 0) {
                      guest.store().nodes().write("data/count", "10");
                    }
                    nodes.write("data/count", Integer.toString(count + 1));
                  });
          assertEquals(Optional.of("11"), guest.store().nodes().find("data/count"));
        });
    assertEquals(2, attempts[0]);
  }

  @Test
  void changesThatAreGivenUpAreNotMade() throws Exception {
    run(
        guest -> {
          assertThrows(
              ServiceException.class,
              () ->
                  guest
                      .store()
                      .transaction(
                          nodes -> {
                            nodes.write("data/half", "done");
                            nodes.write("/local/domain/0/name", "mine");
                          }));
          assertEquals(Optional.empty(), guest.store().nodes().find("data/half"));
        });
  }

  @Test
  void aProgramThatFailsStopsTheMachine() throws Exception {
    try (HostedMachine machine = new HostedMachine()) {
      HostedMachine.Started domain =
          machine.start(
              "hosted",
              DomainDevices.NONE,
              guest -> assertEquals(DomId.DOM0, guest.services().self()));
      Throwable e = assertThrows(RuntimeException.class, () -> machine.awaitEnd(domain));
      while (e.getCause() != null) {
        e = e.getCause();
      }
      assertTrue(e instanceof AssertionError, e.toString());
    }
  }
}
