package dev.xenolith.pv.p9;

import dev.xenolith.pv.GuestServices;
import dev.xenolith.pv.xenbus.BackendDevice;
import dev.xenolith.pv.xenbus.BackendDriver;
import dev.xenolith.pv.xenbus.DeviceNode;

/** Serves shared folders. */
public final class P9Backend implements BackendDriver {
  private final GuestServices services;
  private final ShareShelf shelf;

  /**
   * @param shelf where the shares are that nodes stand for
   */
  public P9Backend(GuestServices services, ShareShelf shelf) {
    this.services = services;
    this.shelf = shelf;
  }

  @Override
  public String type() {
    return "9pfs";
  }

  @Override
  public BackendDevice create(DeviceNode node) {
    return new VirtualShare(services, shelf, node);
  }
}
