package dev.xenolith.dom0.host;

import dev.xenolith.abi.num.DomId;
import dev.xenolith.dom0.config.DomainConfig;
import dev.xenolith.dom0.device.DeviceRefusedException;
import dev.xenolith.dom0.device.DiskState;
import dev.xenolith.dom0.disk.DiskDevice;
import dev.xenolith.dom0.disk.DiskException;
import dev.xenolith.dom0.disk.DiskSpec;
import dev.xenolith.dom0.disk.DiskSyntax;
import dev.xenolith.dom0.disk.ImageOwner;
import dev.xenolith.dom0.disk.OpenDisk;
import dev.xenolith.dom0.toolstack.Toolstack;
import dev.xenolith.dom0.xenstore.StoreException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;

/** Disks of domains that run. */
public final class Disks {
  private final Toolstack toolstack;
  private final Domains domains;
  private final Executor workers;

  Disks(Toolstack toolstack, Domains domains, Executor workers) {
    this.toolstack = toolstack;
    this.domains = domains;
    this.workers = workers;
  }

  /**
   * A disk to be given to a domain.
   *
   * @param disk as a configuration would spell it
   * @param folder where a relative path is looked for; absolute
   */
  public record Order(String disk, String folder) {}

  /**
   * A disk of a domain.
   *
   * @param number as xenstore has it
   * @param state the front end's, as xenbus numbers it
   */
  public record DiskView(
      int number,
      String name,
      String target,
      String format,
      boolean readOnly,
      boolean cdrom,
      int state,
      int eventChannel,
      int ringRef,
      String backend) {
    static DiskView of(DiskState d) {
      return new DiskView(
          d.spec().device().number(),
          d.spec().device().name(),
          d.spec().targetName(),
          d.spec().format().word(),
          d.spec().readOnly(),
          d.spec().cdrom(),
          d.state(),
          d.eventChannel(),
          d.ringRef(),
          d.backend());
    }
  }

  /** The disks of a domain. */
  public CompletableFuture<List<DiskView>> list(String domain) {
    return toolstack.run(
        () -> {
          DomId domid = domains.resident(domain).domid;
          return toolstack.devices().disks().list(domid).stream().map(DiskView::of).toList();
        });
  }

  /**
   * A disk that was given to a domain.
   *
   * @param warnings what whoever asked may not have meant, a sentence each
   */
  public record Attached(List<String> warnings) {}

  /** Gives a domain a disk, now and whenever it is built again. */
  public CompletableFuture<Attached> attach(String domain, Order order) {
    return toolstack
        .run(() -> wanted(domain, read(order)))
        .thenApplyAsync(Wanted::open, workers)
        .thenCompose(opened -> toolstack.run(() -> attach(opened)));
  }

  /** A disk that a domain is to have and does not have. */
  private record Wanted(Resident resident, DiskSpec disk, ImageOwner owner) {
    Opened open() {
      try {
        return new Opened(resident, OpenDisk.open(disk, owner));
      } catch (IOException e) {
        throw new CompletionException(wrongState(e.getMessage()));
      }
    }
  }

  private record Opened(Resident resident, OpenDisk disk) {}

  private Wanted wanted(String domain, DiskSpec disk) throws HostException, StoreException {
    Resident resident = domains.resident(domain);
    int number = disk.device().number();
    for (DiskState d : toolstack.devices().disks().list(resident.domid)) {
      if (d.spec().device().number() == number) {
        throw wrongState("there is a disk " + disk.device().name() + " already");
      }
    }
    ImageOwner owner =
        toolstack
            .devices()
            .disks()
            .owner(resident.domid)
            .orElseThrow(() -> wrongState("domain " + domain + " is being taken apart"));
    return new Wanted(resident, disk, owner);
  }

  private Attached attach(Opened opened) throws HostException {
    Resident resident = opened.resident;
    try {
      toolstack.devices().disks().attach(resident.domid, opened.disk);
    } catch (DeviceRefusedException e) {
      throw wrongState(e.getMessage());
    }
    List<DiskSpec> disks = new ArrayList<>(resident.config.devices().disks());
    Optional<String> warning = opened.disk.spec().warning(disks);
    disks.add(opened.disk.spec());
    have(resident, disks);
    return new Attached(warning.map(w -> "disk: " + w).stream().toList());
  }

  private static HostException wrongState(String sentence) {
    return new HostException(HostException.Kind.WRONG_STATE, sentence);
  }

  private static DiskSpec read(Order order) throws HostException {
    if (order.disk() == null) {
      throw new HostException(HostException.Kind.BAD_REQUEST, "disk is missing");
    }
    Path folder = Path.of(order.folder() == null ? "/" : order.folder());
    try {
      return DiskSyntax.parse(order.disk(), folder::resolve);
    } catch (DiskException e) {
      throw new HostException(HostException.Kind.BAD_REQUEST, "disk: " + e.getMessage());
    }
  }

  /**
   * Takes a disk from a domain.
   *
   * @param device its name or number
   * @param force whether the guest is not asked
   */
  public CompletableFuture<Void> detach(String domain, String device, boolean force) {
    return LettingGo.of(
        device,
        toolstack.run(
            () -> {
              Resident resident = domains.resident(domain);
              DiskDevice named =
                  DiskDevice.parse(device == null ? "" : device)
                      .orElseThrow(() -> notConnected(device));
              try {
                CompletableFuture<Void> gone =
                    toolstack.devices().disks().detach(resident.domid, named.number(), force);
                return gone.thenRun(() -> forget(resident, named));
              } catch (DeviceRefusedException e) {
                throw notConnected(device);
              }
            }));
  }

  private static HostException notConnected(String device) {
    return new HostException(
        HostException.Kind.BAD_REQUEST, "Device " + device + " not connected.");
  }

  private static void forget(Resident resident, DiskDevice device) {
    List<DiskSpec> disks = new ArrayList<>(resident.config.devices().disks());
    disks.removeIf(d -> d.device().number() == device.number());
    have(resident, disks);
  }

  private static void have(Resident resident, List<DiskSpec> disks) {
    DomainConfig config = resident.config;
    resident.config = config.withDevices(config.devices().withDisks(disks));
  }
}
