package dev.xenolith.pv.block;

import dev.xenolith.pv.GuestServices;
import dev.xenolith.pv.xenbus.BackendDevice;
import dev.xenolith.pv.xenbus.BackendDriver;
import dev.xenolith.pv.xenbus.DeviceNode;

/** Gives disks of this domain to others, as Linux's blkback does. */
public final class BlockBackend implements BackendDriver {
  private final GuestServices services;
  private final DiskShelf shelf;

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
    return new VirtualDisk(services, shelf, node);
  }
}
