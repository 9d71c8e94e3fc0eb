package dev.xenolith.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.xenolith.abi.call.ShutdownReason;
import dev.xenolith.abi.num.DomId;
import dev.xenolith.dom0.builder.DomainSpec;
import dev.xenolith.dom0.config.DomainDevices;
import dev.xenolith.dom0.disk.DiskSpec;
import dev.xenolith.dom0.net.VifSpec;
import dev.xenolith.dom0.toolstack.Toolstack;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * An honest guest and a hostile one on one machine, through its scheduler, event channels, grants
 * and back ends. A hostile guest has a right to its share of the processor as any other, so it is
 * compared with one that spins. The machine's time is virtual: what a guest gets done in a span of
 * it depends on no host.
 */
class HostileNeighbourTest {
  private static final boolean LONG = Boolean.getBoolean("xenolith.long");
  private static final int FROM_MILLIS = 500;

  /** At least a second, in which a back end's patience comes back. */
  private static final int TO_MILLIS = FROM_MILLIS + (LONG ? 10_000 : 1_200);

  private static final int PATIENCE_SECONDS = 600;
  private static final String DISK = "vbd/%d/51712";
  private static final String CARD = "vif/%d/0";

  private final long seed = Long.getLong("xenolith.seed", LONG ? System.nanoTime() : 20_26);

  @TempDir Path folder;

  private DomainSpec guest(String name, String role, int number, String options) throws Exception {
    Path image = Files.write(Files.createTempFile(folder, name, ".img"), new byte[1 << 20]);
    DomainDevices devices =
        DomainDevices.NONE
            .withDisks(List.of(DiskSpec.raw(image, "xvda")))
            .withVifs(List.of(VifSpec.on("xenbr0", "00:16:3e:00:00:0" + number)));
    DomainSpec.Image kernel = RunningGuest.image(Path.of("neighbour/neighbour.elf"));
    return DomainSpec.of(name, 16, kernel, "role=" + role + " " + options).withDevices(devices);
  }

  /**
   * How much the honest one gets done.
   *
   * @param device the hostile one's device that must have been disconnected; empty if there is none
   */
  private int done(String honest, String neighbour, String device) throws Exception {
    String span = "seed=1 from=%d to=%d".formatted(FROM_MILLIS, TO_MILLIS);
    String seeded = "seed=" + (seed & Integer.MAX_VALUE >> 1);
    List<DomainSpec> specs =
        List.of(guest("neighbour", neighbour, 1, seeded), guest("honest", honest, 2, span));
    CompletableFuture<Toolstack> tools = new CompletableFuture<>();
    try (RunningGuests guests = new RunningGuests(specs, _ -> {}, tools::complete)) {
      assertEquals(Optional.of(ShutdownReason.POWEROFF), guests.end(1), () -> guests.written(1));
      assertEquals("", guests.written(0), "the neighbour goes on");
      if (!device.isEmpty()) {
        expectAReason(tools.join(), guests.domid(0), device);
      }
      return Integer.parseInt(guests.written(1).strip());
    }
  }

  private static void expectAReason(Toolstack tools, DomId domid, String device) throws Exception {
    String ofBack = "/local/domain/0/error/backend/" + device.formatted(domid.raw()) + "/error";
    String ofFront =
        "/local/domain/%d/error/device/%s/error".formatted(domid.raw(), device.replace("/%d", ""));
    for (String path : List.of(ofBack, ofFront)) {
      Optional<String> reason =
          tools.run(() -> tools.store().nodes().find(path)).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      assertTrue(reason.isPresent() && !reason.get().isEmpty(), path);
    }
  }

  private void keepsItsThroughput(String honest, String... hostiles) throws Exception {
    System.out.println("hostile neighbours: seed " + seed);
    int fair = done(honest, "spin", "");
    for (String hostile : LONG ? new String[] {"disk", "card", "noise"} : hostiles) {
      int beside = done(honest, hostile, hostile.equals("disk") ? DISK : CARD);
      String found = "%s beside %s: %d of %d".formatted(honest, hostile, beside, fair);
      System.out.println(found);
      assertTrue(beside * 100L >= fair * 95L, () -> found + ", seed " + seed);
    }
  }

  @Test
  void whoReadsADiskKeepsItsThroughputBesideFloodedRingsAsBesideOneThatSpins() throws Exception {
    keepsItsThroughput("read", "disk", "card");
  }

  @Test
  void whoSendsKeepsItsThroughputBesideFloodedRingsAsBesideOneThatSpins() throws Exception {
    keepsItsThroughput("send", "card");
  }
}
