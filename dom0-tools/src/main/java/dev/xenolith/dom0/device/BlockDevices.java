package dev.xenolith.dom0.device;

import dev.xenolith.abi.device.Medium;
import dev.xenolith.abi.num.DomId;
import dev.xenolith.dom0.disk.DiskImages;
import dev.xenolith.dom0.disk.DiskSpec;
import dev.xenolith.dom0.kernel.Dom0Kernel;
import dev.xenolith.dom0.kernel.HypercallFailedException;
import dev.xenolith.dom0.xenstore.StoreClient;
import dev.xenolith.dom0.xenstore.StoreException;
import dev.xenolith.dom0.xenstore.Xenstored;
import dev.xenolith.pv.GuestServices;
import dev.xenolith.pv.ServiceException;
import dev.xenolith.pv.block.BlockBackend;
import dev.xenolith.pv.xenbus.BackendBus;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** The disks of domains: puts media into drives and writes the nodes that connect them. */
public final class BlockDevices {
  private static final class Attached {
    final DiskSpec spec;
    final int unit;
    final DiskNodes nodes;
    final CompletableFuture<Void> gone = new CompletableFuture<>();
    boolean leaving;
    String watch;

    Attached(DiskSpec spec, int unit, DiskNodes nodes) {
      this.spec = spec;
      this.unit = unit;
      this.nodes = nodes;
    }
  }

  private final Dom0Kernel kernel;
  private final StoreClient store;
  private final DiskDriver driver;
  private final Map<DomId, Map<Integer, Attached>> byDomain =
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
    new BackendBus(services, log).add(new BlockBackend(services, driver));
  }

  /**
   * Gives a domain a disk. Its front end finds it, now or when it starts.
   *
   * @throws DeviceRefusedException with nothing of it left
   */
  public void attach(DomId domid, DiskSpec spec) throws DeviceRefusedException {
    Map<Integer, Attached> disks = byDomain.computeIfAbsent(domid, _ -> new TreeMap<>());
    int number = spec.device().number();
    if (disks.containsKey(number)) {
      throw new DeviceRefusedException("there is a disk " + spec.device().name() + " already");
    }
    int unit = kernel.drives().insert(open(spec));
    DiskNodes nodes = new DiskNodes(domid, spec);
    try {
      nodes.write(store, DiskDriver.deviceNumber(unit));
    } catch (StoreException e) {
      kernel.drives().eject(unit);
      throw new DeviceRefusedException("xenstore: " + e.getMessage());
    }
    disks.put(number, new Attached(spec, unit, nodes));
  }

  private static Medium open(DiskSpec spec) throws DeviceRefusedException {
    try {
      return DiskImages.open(spec);
    } catch (IOException e) {
      throw new DeviceRefusedException(e.getMessage());
    }
  }

  /** The disks of a domain in the order of their numbers. */
  public List<DiskState> list(DomId domid) throws StoreException {
    List<DiskState> states = new ArrayList<>();
    for (Attached disk : byDomain.getOrDefault(domid, Map.of()).values()) {
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
    Attached disk = byDomain.getOrDefault(domid, Map.of()).get(number);
    if (disk == null) {
      throw new DeviceRefusedException("there is no disk " + number);
    }
    if (force) {
      remove(domid, disk);
    } else if (!disk.leaving) {
      disk.leaving = true;
      disk.watch = store.watch(disk.nodes.backState(), _ -> removeIfClosed(domid, disk));
      disk.nodes.askToClose(store);
    }
    return disk.gone;
  }

  private void removeIfClosed(DomId domid, Attached disk) {
    try {
      if (!disk.gone.isDone() && disk.nodes.isClosed(store)) {
        remove(domid, disk);
      }
    } catch (StoreException e) {
      throw new IllegalStateException("xenstore cannot forget a disk", e);
    }
  }

  private void remove(DomId domid, Attached disk) throws StoreException {
    byDomain.get(domid).remove(disk.spec.device().number());
    remove(disk);
  }

  /** Takes all disks of a domain that is over. */
  public void removeAll(DomId domid) throws StoreException {
    Map<Integer, Attached> disks = byDomain.remove(domid);
    if (disks != null) {
      for (Attached disk : disks.values()) {
        remove(disk);
      }
    }
  }

  private void remove(Attached disk) throws StoreException {
    if (disk.watch != null) {
      store.unwatch(disk.watch);
    }
    disk.nodes.remove(store);
    driver.forget(disk.unit);
    kernel.drives().eject(disk.unit);
    disk.gone.complete(null);
  }
}
