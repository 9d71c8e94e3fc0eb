package dev.xenolith.dom0.device;

import dev.xenolith.abi.num.DomId;
import dev.xenolith.dom0.disk.DiskSpec;
import dev.xenolith.dom0.disk.ImageOwner;
import dev.xenolith.dom0.disk.OpenDisk;
import dev.xenolith.dom0.disk.OpenDisks;
import dev.xenolith.dom0.kernel.Dom0Kernel;
import dev.xenolith.dom0.kernel.HypercallFailedException;
import dev.xenolith.dom0.xenstore.StoreClient;
import dev.xenolith.dom0.xenstore.StoreException;
import dev.xenolith.dom0.xenstore.Xenstored;
import dev.xenolith.pv.GuestServices;
import dev.xenolith.pv.ServiceException;
import dev.xenolith.pv.block.BlockBackend;
import dev.xenolith.pv.xenbus.BackendBus;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** The disks of domains: puts media into drives and writes the nodes that connect them. */
public final class BlockDevices {
  private record Attached(DiskNodes nodes, Attachment attachment) {}

  /** The disks of one domain by their numbers. */
  private record DomainDisks(ImageOwner owner, Map<Integer, Attached> disks) {}

  private final Dom0Kernel kernel;
  private final StoreClient store;
  private final DiskDriver driver;
  private final BlockBackend backend;
  private final Map<DomId, DomainDisks> byDomain =
      new TreeMap<>((a, b) -> Integer.compare(a.raw(), b.raw()));

  /**
   * Starts domain 0's back end for disks.
   *
   * @param log takes sentences about front ends that misbehave
   */
  public BlockDevices(Dom0Kernel kernel, Xenstored xenstored, Consumer<String> log)
      throws HypercallFailedException, ServiceException {
    this.kernel = kernel;
    store = xenstored.client();
    driver = new DiskDriver(kernel);
    GuestServices services = new KernelServices(kernel, xenstored.client());
    backend = new BlockBackend(services, driver);
    new BackendBus(services, log).add(backend);
  }

  /**
   * Gives a domain that is being built the disks that it is to start with.
   *
   * @param disks those that are attached are taken
   * @throws DeviceRefusedException with {@link #removeAll} still to be called
   */
  public void admit(DomId domid, OpenDisks disks) throws DeviceRefusedException {
    byDomain.put(domid, new DomainDisks(disks.owner(), new TreeMap<>()));
    for (OpenDisk disk = disks.take(); disk != null; disk = disks.take()) {
      attach(domid, disk);
    }
  }

  /** The domain as the files of its disks know it; empty if it may have none. */
  public Optional<ImageOwner> owner(DomId domid) {
    return Optional.ofNullable(byDomain.get(domid)).map(DomainDisks::owner);
  }

  private Map<Integer, Attached> disks(DomId domid) {
    DomainDisks domain = byDomain.get(domid);
    return domain == null ? Map.of() : domain.disks;
  }

  /**
   * Gives a domain a disk. Its front end finds it, now or when it starts.
   *
   * @param disk closed if it is refused
   * @throws DeviceRefusedException with nothing of it left
   */
  public void attach(DomId domid, OpenDisk disk) throws DeviceRefusedException {
    DiskSpec spec = disk.spec();
    int number = spec.device().number();
    DomainDisks domain = byDomain.get(domid);
    if (domain == null || domain.disks.containsKey(number)) {
      disk.close();
      throw new DeviceRefusedException(
          domain == null
              ? domid + " is gone"
              : "there is a disk " + spec.device().name() + " already");
    }
    int unit = kernel.drives().insert(disk.medium());
    DiskNodes nodes = new DiskNodes(domid, spec);
    try {
      nodes.write(store, DiskDriver.deviceNumber(unit));
    } catch (StoreException e) {
      kernel.drives().eject(unit);
      throw new DeviceRefusedException("xenstore: " + e.getMessage());
    }
    Attachment attachment = new Attachment(store, nodes.nodes(), () -> takeOut(unit));
    domain.disks.put(number, new Attached(nodes, attachment));
  }

  private void takeOut(int unit) {
    driver.forget(unit);
    kernel.drives().eject(unit);
  }

  /** What the disks of a domain were used for since it has them, in the order of their numbers. */
  public List<DiskUse> use(DomId domid) {
    List<DiskUse> use = new ArrayList<>();
    for (int number : disks(domid).keySet()) {
      use.add(DiskUse.of(number, backend.counters(domid, number)));
    }
    return use;
  }

  /** The disks of a domain in the order of their numbers. */
  public List<DiskState> list(DomId domid) throws StoreException {
    List<DiskState> states = new ArrayList<>();
    for (Attached disk : disks(domid).values()) {
      states.add(disk.nodes.state(store));
    }
    return states;
  }

  /**
   * Takes a disk from a domain.
   *
   * @param force whether its front end is not asked
   * @return completes when the domain has let go and nothing is left
   */
  public CompletableFuture<Void> detach(DomId domid, int number, boolean force)
      throws DeviceRefusedException, StoreException {
    Attached disk = disks(domid).get(number);
    if (disk == null) {
      throw new DeviceRefusedException("there is no disk " + number);
    }
    if (force) {
      backend.abandon(domid, number);
    }
    return disk.attachment.detach(force, () -> disks(domid).remove(number));
  }

  /** Has the back end of a disk fail as by a bug of its own, for those who try what follows. */
  public void crashBackend(DomId domid, int number) {
    backend.crash(domid, number);
  }

  /** Takes all disks of a domain that is over. */
  public void removeAll(DomId domid) throws StoreException {
    DomainDisks domain = byDomain.remove(domid);
    if (domain != null) {
      domain.owner.leave();
      for (Attached disk : domain.disks.values()) {
        disk.attachment.remove();
      }
    }
  }
}
