package dev.xenolith.pv.console;

import dev.xenolith.pv.GuestServices;
import dev.xenolith.pv.xenbus.BackendDevice;
import dev.xenolith.pv.xenbus.BackendDriver;
import dev.xenolith.pv.xenbus.DeviceNode;

/**
 * Serves the consoles that domains have besides their first, as QEMU does for real Xen. The first
 * has a page and a port from the domain's building on and is connected without this.
 */
public final class ConsoleBackend implements BackendDriver {
  private final GuestServices services;
  private final Terminals terminals;

  /** A back end for consoles that end at these terminals. */
  public ConsoleBackend(GuestServices services, Terminals terminals) {
    this.services = services;
    this.terminals = terminals;
  }

  @Override
  public String type() {
    return "console";
  }

  @Override
  public BackendDevice create(DeviceNode node) {
    return new VirtualConsole(services, node, terminals);
  }
}
