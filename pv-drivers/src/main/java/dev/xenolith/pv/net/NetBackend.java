package dev.xenolith.pv.net;

import dev.xenolith.pv.GuestServices;
import dev.xenolith.pv.xenbus.BackendDevice;
import dev.xenolith.pv.xenbus.BackendDriver;
import dev.xenolith.pv.xenbus.DeviceNode;

/** Gives network cards to other domains, as Linux's netback does. */
public final class NetBackend implements BackendDriver {
  private final GuestServices services;
  private final NetworkPorts ports;

  /** A back end for cards that are plugged in at these ports. */
  public NetBackend(GuestServices services, NetworkPorts ports) {
    this.services = services;
    this.ports = ports;
  }

  @Override
  public String type() {
    return "vif";
  }

  @Override
  public BackendDevice create(DeviceNode node) {
    return new VirtualCard(services, ports, node);
  }
}
