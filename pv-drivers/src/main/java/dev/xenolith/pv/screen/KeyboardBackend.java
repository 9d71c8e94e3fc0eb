package dev.xenolith.pv.screen;

import dev.xenolith.pv.GuestServices;
import dev.xenolith.pv.xenbus.BackendDevice;
import dev.xenolith.pv.xenbus.BackendDriver;
import dev.xenolith.pv.xenbus.DeviceNode;

/** Gives other domains keyboards and pointers. */
public final class KeyboardBackend implements BackendDriver {
  private final GuestServices services;
  private final Viewers viewers;

  /** A back end for the keyboards of the domains that somebody looks at. */
  public KeyboardBackend(GuestServices services, Viewers viewers) {
    this.services = services;
    this.viewers = viewers;
  }

  @Override
  public String type() {
    return "vkbd";
  }

  @Override
  public BackendDevice create(DeviceNode node) {
    return new VirtualKeyboard(services, node, viewers);
  }
}
