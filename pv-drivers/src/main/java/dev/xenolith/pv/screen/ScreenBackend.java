package dev.xenolith.pv.screen;

import dev.xenolith.pv.ForeignMemory;
import dev.xenolith.pv.GuestServices;
import dev.xenolith.pv.xenbus.BackendDevice;
import dev.xenolith.pv.xenbus.BackendDriver;
import dev.xenolith.pv.xenbus.DeviceNode;

/** Shows the screens of other domains, as QEMU does for real Xen. */
public final class ScreenBackend implements BackendDriver {
  private final GuestServices services;
  private final ForeignMemory memory;
  private final Viewers viewers;

  /** A back end for the screens of the domains that somebody looks at. */
  public ScreenBackend(GuestServices services, ForeignMemory memory, Viewers viewers) {
    this.services = services;
    this.memory = memory;
    this.viewers = viewers;
  }

  @Override
  public String type() {
    return "vfb";
  }

  @Override
  public BackendDevice create(DeviceNode node) {
    return new VirtualScreen(services, memory, node, viewers);
  }
}
