package dev.xenolith.dom0.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.xenolith.dom0.toolstack.TinyKernel;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DisksTest {
  @TempDir Path folder;
  private TestHost test;

  @BeforeEach
  void start() throws Exception {
    test = new TestHost(folder);
    for (String name : List.of("a.img", "b.img")) {
      try (RandomAccessFile file = new RandomAccessFile(folder.resolve(name).toFile(), "rw")) {
        file.setLength(1 << 20);
      }
    }
  }

  @AfterEach
  void stop() throws Exception {
    test.close();
  }

  private Disks.Order order(String disk) {
    return new Disks.Order(disk, folder.toString());
  }

  private String configured(String file, String device) {
    return "disk = ['format=raw, vdev=%s, target=%s']".formatted(device, folder.resolve(file));
  }

  private List<String> names(String domain) throws Exception {
    return test.get(test.host.disks().list(domain)).stream().map(Disks.DiskView::name).toList();
  }

  private HostException refusal(CompletableFuture<?> answer) {
    return assertThrows(HostException.class, () -> test.get(answer));
  }

  @Test
  void aDiskOfTheConfigurationIsThereAndIsOffered() throws Exception {
    int domid = test.create("one", TinyKernel.waiting(), configured("a.img", "xvda"));
    Disks.DiskView disk = test.get(test.host.disks().list("one")).getFirst();
    String backend = "/local/domain/0/backend/vbd/" + domid + "/51712";
    assertEquals(backend, disk.backend());
    assertEquals(1, disk.state());
    assertEquals(-1, disk.ringRef());
    assertEquals(folder.resolve("a.img").toString(), disk.target());
  }

  @Test
  void aDiskComesAndGoesWhileTheDomainRuns() throws Exception {
    test.create("one", TinyKernel.waiting(), configured("a.img", "xvda"));
    test.get(test.host.disks().attach("one", order("b.img,,xvdb,ro")));
    assertEquals(List.of("xvda", "xvdb"), names("one"));
    test.get(test.host.disks().detach("one", "xvda", false));
    assertEquals(List.of("xvdb"), names("one"));
    test.get(test.host.disks().detach("one", "51728", true));
    assertEquals(List.of(), names("one"));
  }

  @Test
  void aFileIsWrittenByOneDomainAtATime() throws Exception {
    test.create("one", TinyKernel.waiting(), configured("a.img", "xvda"));
    test.create("two", TinyKernel.waiting());
    HostException e = refusal(test.host.disks().attach("two", order("a.img,,xvda")));
    assertEquals(folder.resolve("a.img") + " is in use by domain one", e.getMessage());
    test.get(test.host.domains().destroy("one"));
    test.get(test.host.disks().attach("two", order("a.img,,xvda")));
    assertEquals(List.of("xvda"), names("two"));
  }

  @Test
  void aDomainWhoseDiskIsInUseIsNotBuilt() throws Exception {
    int one = test.create("one", TinyKernel.waiting(), configured("a.img", "xvda"));
    test.get(test.host.domains().rename("one", "uno"));
    HostException e =
        assertThrows(
            HostException.class,
            () ->
                test.create(
                    "two",
                    TinyKernel.waiting(),
                    "disk = ['%s,,xvda', '%s,,xvdb']"
                        .formatted(folder.resolve("b.img"), folder.resolve("a.img"))));
    assertEquals(HostException.Kind.BAD_CONFIG, e.kind());
    assertEquals("disk: " + folder.resolve("a.img") + " is in use by domain uno", e.getMessage());
    test.get(test.host.disks().attach("uno", order("b.img,,xvdb")));
    int next = test.create("two", TinyKernel.waiting());
    assertEquals(one + 1, next, "nothing was begun for the one that was refused");
  }

  @Test
  void aDiskWhoseBackEndHasClosedIsTakenAwayAtOnce() throws Exception {
    int domid = test.create("one", TinyKernel.waiting(), configured("a.img", "xvda"));
    String back = "/local/domain/0/backend/vbd/" + domid;
    test.get(
        test.host
            .domains()
            .onDomain0(
                () -> {
                  test.host.store().nodes().write(back + "/51712/state", "6");
                  return null;
                }));
    test.get(test.host.disks().detach("one", "xvda", false));
    assertEquals(
        Optional.empty(),
        test.get(test.host.domains().onDomain0(() -> test.host.store().nodes().find(back))),
        "an empty directory stayed");
    test.get(test.host.disks().attach("one", order("a.img,,xvda")));
  }

  @Test
  void aDriveWithoutAMediumIsThereAndHasNoSectors() throws Exception {
    test.create("one", TinyKernel.waiting(), "disk = ['vdev=hdc,devtype=cdrom']");
    Disks.DiskView disk = test.get(test.host.disks().list("one")).getFirst();
    assertTrue(disk.cdrom() && disk.target().isEmpty());
    test.get(test.host.disks().detach("one", "hdc", false));
  }

  @Test
  void theDisksOfADomainStandInItsConfigurationAsTheyAreNow() throws Exception {
    test.create("one", TinyKernel.waiting(), configured("a.img", "xvda"));
    test.get(test.host.disks().attach("one", order("b.img,,xvdb,ro")));
    List<ConfigView.Disk> disks = test.get(test.host.domains().config("one")).disks();
    assertEquals(
        List.of(
            new ConfigView.Disk(
                "xvda", folder.resolve("a.img").toString(), "raw", false, false, true),
            new ConfigView.Disk(
                "xvdb", folder.resolve("b.img").toString(), "raw", true, false, true)),
        disks);
    assertEquals(2, test.get(test.host.domains().find("one")).disks().size());
  }

  @Test
  void whatCannotBeAttachedIsRefusedWithAReason() throws Exception {
    test.create("one", TinyKernel.waiting(), configured("a.img", "xvda"));
    assertEquals(
        "there is a disk xvda already",
        refusal(test.host.disks().attach("one", order("b.img,,xvda"))).getMessage());
    assertEquals(
        folder.resolve("c.img") + " does not exist",
        refusal(test.host.disks().attach("one", order("c.img,,xvdb"))).getMessage());
    assertTrue(
        refusal(test.host.disks().attach("one", order("b.img,,vdb")))
            .getMessage()
            .contains("'vdb' is no name of a disk"));
    assertEquals(
        "Device xvdq not connected.",
        refusal(test.host.disks().detach("one", "xvdq", false)).getMessage());
    assertEquals(List.of("xvda"), names("one"));
  }

  @Test
  void aDomainThatIsBuiltAgainHasItsDisksAgain() throws Exception {
    CreateOrder order =
        test.order(test.config("r", TinyKernel.shutdown(1), configured("a.img", "xvda")), true);
    int first = test.get(test.host.domains().create(order)).domain().domid();
    test.get(test.host.disks().attach("r", order("b.img,,xvdb")));
    test.replaceKernel(TinyKernel.shutdown(1), TinyKernel.waiting());
    test.get(test.host.domains().unpause("r"));
    test.awaitEvent(HostEvent.Kind.DOMAIN_CREATED, first + 1);
    assertEquals(List.of("xvda", "xvdb"), names("r"));
  }
}
