package dev.xenolith.pv.block;

import dev.xenolith.abi.num.DomId;
import dev.xenolith.pv.GuestServices;
import dev.xenolith.pv.xenbus.BackendDevice;
import dev.xenolith.pv.xenbus.BackendDriver;
import dev.xenolith.pv.xenbus.DeviceNode;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Gives disks of this domain to others, as Linux's blkback does. */
public final class BlockBackend implements BackendDriver {
  private final GuestServices services;
  private final DiskShelf shelf;
  private final Map<String, VirtualDisk> disks = new HashMap<>();

  /** A back end for the disks that this shelf has. */
  public BlockBackend(GuestServices services, DiskShelf shelf) {
    this.services = services;
    this.shelf = shelf;
  }

  @Override
  public String type() {
    return "vbd";
  }

  @Override
  public BackendDevice create(DeviceNode node) {
    VirtualDisk disk = new VirtualDisk(services, shelf, node, disks::remove);
    disks.put(node.toString(), disk);
    return disk;
  }

  private Optional<VirtualDisk> find(DomId front, int device) {
    String name = DeviceNode.backendPath(type(), front, Integer.toString(device));
    return Optional.ofNullable(disks.get(name));
  }

  /** What is counted of a disk; nothing before the back end has found it. */
  public BlockCounters counters(DomId front, int device) {
    return find(front, device).map(VirtualDisk::counters).orElseGet(BlockCounters::new);
  }

  /**
   * A disk is about to be taken away without asking its front end: what that wants of it is
   * answered with errors, until it has let go.
   */
  public void abandon(DomId front, int device) {
    find(front, device).ifPresent(VirtualDisk::abandon);
  }

  /** Has the back end of a disk fail as by a bug of its own, for those who try what follows. */
  public void crash(DomId front, int device) {
    find(front, device)
        .ifPresent(disk -> disk.node().crashed(new IllegalStateException("as it was asked to")));
  }
}
