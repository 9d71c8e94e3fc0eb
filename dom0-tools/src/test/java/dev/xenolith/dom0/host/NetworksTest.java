package dev.xenolith.dom0.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.xenolith.dom0.client.HostClient;
import dev.xenolith.dom0.device.CardUse;
import dev.xenolith.dom0.net.Traffic;
import dev.xenolith.dom0.toolstack.TinyKernel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NetworksTest {
  private static final int REBOOT = 1;
  private static final long SET_MILLIS = 60_000;
  private static final String MAC = "00:16:3e:12:34:56";

  @TempDir Path folder;
  private TestHost test;

  @BeforeEach
  void start() throws Exception {
    test = new TestHost(folder);
  }

  @AfterEach
  void stop() throws Exception {
    test.close();
  }

  private List<Networks.NetworkView> cards(String domain) throws Exception {
    return test.get(test.host.networks().list(domain));
  }

  private List<Integer> numbers(String domain) throws Exception {
    return cards(domain).stream().map(Networks.NetworkView::number).toList();
  }

  private void attach(String domain, String vif) throws Exception {
    test.get(test.host.networks().attach(domain, new Networks.Order(vif)));
  }

  /** It waits for its front end, which is for ever with the kernels here. */
  private void awaitBackEnd(String backend) throws Exception {
    test.await("a back end that waits", () -> backState(backend).equals("2"));
  }

  private String backState(String backend) {
    try {
      return test.get(
          test.host
              .domains()
              .onDomain0(() -> test.host.store().nodes().find(backend + "/state").orElseThrow()));
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private HostException refusal(CompletableFuture<?> answer) {
    return assertThrows(HostException.class, () -> test.get(answer));
  }

  @Test
  void aCardOfTheConfigurationIsThereAndIsOffered() throws Exception {
    int domid = test.create("one", TinyKernel.waiting(), "vif = ['mac=" + MAC + ",devid=3']");
    String backend = "/local/domain/0/backend/vif/" + domid + "/3";
    assertEquals(
        List.of(new Networks.NetworkView(3, MAC, "xenbr0", 1, -1, -1, -1, backend)), cards("one"));
    awaitBackEnd(backend);
    Traffic none = new Traffic(0, 0);
    assertEquals(
        List.of(new CardUse(3, none, none)),
        test.get(test.host.domains().find("one")).networks(),
        "nothing has passed it");
  }

  @Test
  void aCardComesAndGoesWhileTheDomainRuns() throws Exception {
    test.create("one", TinyKernel.waiting(), "vif = ['']");
    attach("one", "mac=" + MAC + ",bridge=inner");
    assertEquals(List.of(0, 1), numbers("one"));
    assertEquals("inner", cards("one").get(1).bridge());
    test.get(test.host.networks().detach("one", "0"));
    assertEquals(List.of(1), numbers("one"));
    test.get(test.host.networks().detach("one", MAC.toUpperCase(java.util.Locale.ROOT)));
    assertEquals(List.of(), numbers("one"));
  }

  @Test
  void aCardWithoutAnAddressGetsOneThatTheConfigurationTellsToo() throws Exception {
    test.create("one", TinyKernel.waiting(), "vif = ['vifname=out', 'mac=" + MAC + "']");
    attach("one", "ip=10.0.0.7");
    List<String> macs = cards("one").stream().map(Networks.NetworkView::mac).toList();
    assertEquals(3, macs.stream().distinct().count());
    assertEquals(
        List.of(
            new ConfigView.Vif(macs.get(0), "xenbr0", "out", null, 0),
            new ConfigView.Vif(MAC, "xenbr0", null, null, 1),
            new ConfigView.Vif(macs.get(2), "xenbr0", null, "10.0.0.7", 2)),
        test.get(test.host.domains().config("one")).vifs());
  }

  @Test
  void aCardThatWasAttachedIsThereAfterARestartAndOneThatWasDetachedIsNot() throws Exception {
    Path config = test.config("one", TinyKernel.shutdown(REBOOT));
    int domid = test.get(test.host.domains().create(test.order(config, true))).domain().domid();
    Path next = test.config("next", TinyKernel.waiting(), "vif = ['devid=5']");
    test.get(test.host.domains().reconfigure("one", test.order(next, false)));
    attach("one", "mac=" + MAC);
    attach("one", "devid=2");
    test.get(test.host.networks().detach("one", "2"));
    test.get(test.host.domains().unpause("one"));
    test.awaitEvent(HostEvent.Kind.DOMAIN_CREATED, domid + 1);
    assertEquals(List.of(0, 5), numbers("one"));
    assertEquals(List.of(MAC), List.of(cards("one").getFirst().mac()));
  }

  @Test
  void aBridgeThatNobodyElseIsOnIsTold() throws Exception {
    Path config = test.config("one", TinyKernel.waiting(), "vif = ['bridge=inner', '']");
    List<String> none = List.of();
    assertEquals(
        List.of("vif: bridge 'inner' is new, and no other domain is on it"),
        test.get(test.host.domains().create(test.order(config, false))).warnings());
    Path again = test.config("two", TinyKernel.waiting(), "vif = ['bridge=inner']");
    assertEquals(none, test.get(test.host.domains().create(test.order(again, false))).warnings());
    Networks.Order slip = new Networks.Order("bridge=inntr");
    assertEquals(
        List.of("vif: bridge 'inntr' is new, and no other domain is on it; did you mean 'inner'?"),
        test.get(test.host.networks().attach("two", slip)).warnings());
    assertEquals(none, test.get(test.host.networks().attach("two", slip)).warnings());
  }

  /** With the real passt; skipped where that is not installed or cannot start. */
  @Test
  void aCardOnTheHostsNetworkComesAndGoes() throws Exception {
    test.create("one", TinyKernel.waiting());
    try {
      attach("one", "backend=user,devid=4");
    } catch (HostException e) {
      abort(e.getMessage());
    }
    Networks.NetworkView card = cards("one").getFirst();
    assertNull(card.bridge());
    awaitBackEnd(card.backend());
    attach("one", "backend=user");
    test.get(test.host.networks().detach("one", "4"));
    assertEquals(List.of(0), numbers("one"));
  }

  @Test
  void aCaptureEndsWithItsCard() throws Exception {
    test.create("one", TinyKernel.waiting(), "vif = ['vifname=out']");
    List<HostClient.Stream> streams =
        List.of(
            test.client.stream("/v1/domains/one/capture?device=0"),
            test.client.pipe("/v1/domains/one/capture", "xenolith-capture"));
    test.get(test.host.networks().detach("one", "0"));
    for (HostClient.Stream stream : streams) {
      try (stream) {
        String file = new String(stream.in().readAllBytes(), StandardCharsets.ISO_8859_1);
        assertTrue(file.contains("domain one") && file.contains("out"), file);
        assertEquals(5, file.charAt(file.length() - 88), "what was counted is the last block");
      }
    }
  }

  @Test
  void aCaptureEndsWhenItsReaderSaysSo() throws Exception {
    test.create("one", TinyKernel.waiting(), "vif = ['']");
    String path = "/v1/domains/one/capture?device=0";
    try (HostClient.Stream stream = test.client.pipe(path, "xenolith-capture")) {
      stream.out().write('.');
      byte[] file = stream.in().readAllBytes();
      assertEquals(5, file[file.length - 88], "what was counted is the last block");
    }
  }

  @Test
  void aCaptureTellsTheTimeOfTheMachine() throws Exception {
    long before = System.currentTimeMillis();
    long told =
        test.get(test.host.domains().onDomain0(() -> test.host.kernel().clock().now())) / 1_000_000;
    long after = System.currentTimeMillis();
    // The host's clock may be set meanwhile; one that began with the machine would be years off.
    assertTrue(before - SET_MILLIS <= told && told <= after + SET_MILLIS, before + " " + told);
  }

  @Test
  void whatIsMeantByNoCardIsRefusedAsTheRealXlDoes() throws Exception {
    test.create("one", TinyKernel.waiting(), "vif = ['mac=" + MAC + "']");
    for (String device : List.of("1", "00:16:3e:99:99:99", "nonsense", "")) {
      HostException e = refusal(test.host.networks().detach("one", device));
      assertEquals("Unknown device " + device + ".", e.getMessage());
    }
    assertEquals(List.of(0), numbers("one"));
  }

  @Test
  void whatCannotBeAttachedIsRefusedWithAReason() throws Exception {
    test.create("one", TinyKernel.waiting(), "vif = ['devid=4']");
    Networks networks = test.host.networks();
    HostException twice = refusal(networks.attach("one", new Networks.Order("devid=4")));
    assertEquals(HostException.Kind.WRONG_STATE, twice.kind());
    assertEquals("there is a network card 4 already", twice.getMessage());
    HostException spelling = refusal(networks.attach("one", new Networks.Order("brigde=a")));
    assertEquals(HostException.Kind.BAD_REQUEST, spelling.kind());
    assertTrue(spelling.getMessage().contains("did you mean 'bridge'?"), spelling.getMessage());
    HostException nobody = refusal(networks.attach("two", new Networks.Order("")));
    assertEquals(HostException.Kind.NO_DOMAIN, nobody.kind());
    assertEquals(List.of(4), numbers("one"));
  }
}
