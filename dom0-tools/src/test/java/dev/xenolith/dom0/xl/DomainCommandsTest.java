package dev.xenolith.dom0.xl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.xenolith.dom0.host.HostEvent;
import dev.xenolith.dom0.host.TestHost;
import dev.xenolith.dom0.toolstack.TinyKernel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What commands say to people about domains that there are, and are not. */
class DomainCommandsTest {
  /** Less than a request takes that nobody answers. */
  private static final Duration SOON = Duration.ofSeconds(50);

  @TempDir private Path folder;
  private TestHost test;
  private TypedXl xl;

  @BeforeEach
  void start() throws Exception {
    Path lost = Files.createDirectories(folder.resolve("state/domains"));
    Files.setPosixFilePermissions(
        folder.resolve("state"), PosixFilePermissions.fromString("rwx------"));
    Files.writeString(
        lost.resolve("7.json"),
        """
        {"domid":7,"name":"gone","uuid":"3b6f1e0a-8f5a-4c56-9a0e-2f1a3c4d5e6f",
        "created":"2026-01-02T03:04:05Z"}
        """);
    test = new TestHost(folder);
    xl = new TypedXl(test.state().path());
  }

  @AfterEach
  void stop() throws Exception {
    test.close();
  }

  /** Types a command that fails, and answers what it says. */
  private String refusal(String... words) {
    TypedXl.Outcome outcome = xl.type(words);
    assertEquals(1, outcome.status(), outcome.err());
    return outcome.err();
  }

  private void createOneThatIsKept() throws Exception {
    int domid = test.create("kept", TinyKernel.hello(), "on_poweroff = 'preserve'");
    test.awaitEvent(HostEvent.Kind.DOMAIN_ACTION, domid);
  }

  @Test
  void nobodyWaitsForADomainThatHasShutDown() throws Exception {
    createOneThatIsKept();
    TypedXl.Outcome outcome =
        assertTimeoutPreemptively(SOON, () -> xl.type("shutdown", "-a", "-w"));
    assertEquals(0, outcome.status(), outcome.err());
    assertEquals("xl: domain 1 has shut down already\n", outcome.err());
  }

  @Test
  void aDomainThatHasShutDownDoesNotReboot() throws Exception {
    createOneThatIsKept();
    assertEquals(
        "xl: domain 1 has shut down already\n",
        assertTimeoutPreemptively(SOON, () -> refusal("reboot", "kept")));
  }

  @Test
  void whoAsksTheHostItselfIsAnsweredByTheEnd() throws Exception {
    createOneThatIsKept();
    assertTimeoutPreemptively(
        SOON, () -> test.get(test.host.controls().request("kept", "poweroff")));
  }

  @Test
  void whatIsMisspeltInAnUpdateIsToldAsWhenCreating() throws Exception {
    test.create("one", TinyKernel.waiting());
    String config = test.config("one", TinyKernel.waiting(), "memroy = 8").toString();
    TypedXl.Outcome outcome = xl.type("config-update", "one", config);
    assertEquals(0, outcome.status());
    assertTrue(
        outcome.err().endsWith("memroy: unknown key, ignored; did you mean 'memory'?\n"),
        outcome.err());
  }

  @Test
  void aWordBesideTheFileThatSetsNothingIsWrongUsage() throws Exception {
    String config = test.config("one", TinyKernel.waiting()).toString();
    TypedXl.Outcome outcome = xl.type("create", config, "nonsense");
    assertEquals(ExitStatus.USAGE.number, outcome.status());
    assertEquals(
        "xl: 'nonsense' is no KEY=VALUE, and the configuration file is " + config + " already\n",
        outcome.err());
  }

  @Test
  void theFileMayStandBehindWhatChangesIt() throws Exception {
    String config = test.config("one", TinyKernel.waiting()).toString();
    assertEquals(0, xl.type("create", "-q", "name='two'", config).status());
    assertEquals(0, xl.type("domid", "two").status());
  }

  @Test
  void memoryBeyondTheMostIsRefusedWithTheWayOut() throws Exception {
    test.create("one", TinyKernel.waiting());
    assertEquals(
        "xl: domain 1 may have at most 8192 KiB, not 307200; 'xl mem-max' lets it have more\n",
        refusal("mem-set", "one", "300"));
    assertEquals(
        "xl: domain 1 has 8192 KiB, more than the 4096 that it is to have at most; 'xl mem-set'"
            + " comes first\n",
        refusal("mem-max", "one", "4"));
  }

  @Test
  void moreVcpusThanThereAreAreNoMatterOfOvercommitting() throws Exception {
    test.create("one", TinyKernel.waiting(), "vcpus = 2");
    assertEquals(
        "xl: domain 1 was built for at most 2, not 3 vCPUs; 'maxvcpus' in its configuration says"
            + " how many\n",
        refusal("vcpu-set", "one", "3"));
  }

  @Test
  void vcpusThatAreThereMayStayWithoutAWord() throws Exception {
    test.create("one", TinyKernel.waiting(), "vcpus = 2");
    long online = test.get(test.host.domains().find("one")).vcpus();
    TypedXl.Outcome outcome = xl.type("vcpu-set", "one", Long.toString(online));
    assertEquals(0, outcome.status(), outcome.err());
    assertTrue(refusal("vcpu-set", "one", "2").startsWith("You are overcommmitting!"));
    assertEquals(0, xl.type("vcpu-set", "-i", "one", "2").status());
  }

  @Test
  void aTriggerThatIsNotRaisedIsAFailure() throws Exception {
    test.create("one", TinyKernel.waiting());
    assertEquals(
        "xl: a PV domain takes the trigger nmi alone, not 'reset'\n",
        refusal("trigger", "one", "reset"));
    assertEquals("xl: domain 1 has no vCPU 7\n", refusal("trigger", "one", "nmi", "7"));
  }

  @Test
  void aMisspeltDeviceIsToldInOurNameUnlessTheRealXlHasWordsForIt() throws Exception {
    test.create("one", TinyKernel.waiting());
    assertEquals(
        "xl: vif: 'xx' is no address as in 00:16:3e:12:34:56\n",
        refusal("network-attach", "one", "mac=xx"));
    assertEquals("unrecognized argument `bogus=1'\n", refusal("network-attach", "one", "bogus=1"));
    assertTrue(refusal("block-attach", "-d", "one", "x").startsWith("xl: disk: 'vdev' is missing"));
  }

  @Test
  void aDiskInThePlaceOfAnotherIsToldOf() throws Exception {
    Path disk = Files.write(folder.resolve("a.img"), new byte[1 << 20]);
    test.create("one", TinyKernel.waiting(), "disk = ['%s,,xvdc,r']".formatted(disk));
    TypedXl.Outcome outcome = xl.type("block-attach", "one", disk + ",,hdc,r");
    assertEquals(0, outcome.status());
    assertEquals(
        "xl: disk: Linux takes xvdc and hdc for one disk, and the second does not come up\n",
        outcome.err());
  }

  @Test
  void aDomainThatAKilledHostHadIsRemembered() {
    String lost =
        "xl: lost with the last host, which was killed: domain 7, gone, created"
            + " 2026-01-02T03:04:05Z\n";
    assertEquals(
        lost + "gone is an invalid domain identifier (rc=-6)\n", refusal("destroy", "gone"));
    assertEquals(lost + "xl: there is no domain '7'\n", refusal("console", "7"));
  }
}
