package dev.xenolith.dom0.device;

import dev.xenolith.abi.num.DomId;
import dev.xenolith.dom0.kernel.Dom0Kernel;
import dev.xenolith.dom0.kernel.HypercallFailedException;
import dev.xenolith.dom0.p9.ShareSpec;
import dev.xenolith.dom0.p9.SharedFolder;
import dev.xenolith.dom0.xenstore.StoreClient;
import dev.xenolith.dom0.xenstore.StoreException;
import dev.xenolith.dom0.xenstore.Xenstored;
import dev.xenolith.pv.GuestServices;
import dev.xenolith.pv.ServiceException;
import dev.xenolith.pv.p9.P9Backend;
import dev.xenolith.pv.p9.Share;
import dev.xenolith.pv.p9.ShareShelf;
import dev.xenolith.pv.xenbus.BackendBus;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** The shared folders of domains, and the nodes that connect them. */
public final class SharedFolders implements ShareShelf {
  private record Attached(FolderShare share, ShareNodes nodes) {}

  private final Dom0Kernel kernel;
  private final StoreClient store;
  private final Errands errands;
  private final Map<DomId, List<Attached>> byDomain = new HashMap<>();

  /**
   * Starts domain 0's back end for shared folders.
   *
   * @param log takes sentences about front ends that misbehave
   */
  public SharedFolders(Dom0Kernel kernel, Xenstored xenstored, Consumer<String> log)
      throws HypercallFailedException, ServiceException {
    this.kernel = kernel;
    store = xenstored.client();
    errands = new Errands(kernel);
    GuestServices services = new KernelServices(kernel, xenstored.client());
    new BackendBus(services, log).add(new P9Backend(services, this));
  }

  /** Gives a new domain its folders, which its front ends find when it starts. */
  public void attach(DomId domid, List<ShareSpec> specs) throws DeviceRefusedException {
    List<Attached> all = byDomain.computeIfAbsent(domid, _ -> new ArrayList<>());
    for (ShareSpec spec : specs) {
      SharedFolder folder = new SharedFolder(spec.path());
      kernel.coprocessor().keep(folder);
      ShareNodes nodes = new ShareNodes(domid, Integer.toString(all.size()), spec);
      all.add(new Attached(new FolderShare(errands, folder), nodes));
      try {
        nodes.write(store);
      } catch (StoreException e) {
        throw new DeviceRefusedException("xenstore: " + e.getMessage());
      }
    }
  }

  @Override
  public Optional<Share> find(DomId domain, String device) {
    List<Attached> all = byDomain.getOrDefault(domain, List.of());
    return device.matches("[0-9]{1,4}") && Integer.parseInt(device) < all.size()
        ? Optional.of(all.get(Integer.parseInt(device)).share)
        : Optional.empty();
  }

  /** Takes all folders of a domain that is over. */
  public void removeAll(DomId domid) throws StoreException {
    List<Attached> all = byDomain.remove(domid);
    if (all == null) {
      return;
    }
    for (Attached attached : all) {
      try {
        attached.nodes.remove(store);
      } finally {
        kernel.coprocessor().release(attached.share.folder());
      }
    }
  }
}
