package dev.xenolith.pv.block;

import dev.xenolith.abi.num.DomId;
import dev.xenolith.pv.GuestServices;
import dev.xenolith.pv.xenbus.BackendDevice;
import dev.xenolith.pv.xenbus.BackendDriver;
import dev.xenolith.pv.xenbus.DeviceNode;
import java.util.HashMap;
import java.util.Map;

/** Gives disks of this domain to others, as Linux's blkback does. */
public final class BlockBackend implements BackendDriver {
  private final GuestServices services;
  private final DiskShelf shelf;
  private final Map<String, BlockCounters> counters = new HashMap<>();

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
    BlockCounters own = counters.computeIfAbsent(node.toString(), _ -> new BlockCounters());
    return new VirtualDisk(services, shelf, node, own, () -> counters.remove(node.toString(), own));
  }

  /** What is counted of a disk; nothing before the back end has found it. */
  public BlockCounters counters(DomId front, int device) {
    String name = DeviceNode.backendPath(type(), front, Integer.toString(device));
    return counters.getOrDefault(name, new BlockCounters());
  }
}
