package dev.xenolith.pv.console;

import dev.xenolith.abi.num.EvtchnPort;
import dev.xenolith.abi.num.GrantRef;
import dev.xenolith.pv.GrantedPages;
import dev.xenolith.pv.GuestServices;
import dev.xenolith.pv.ServiceException;
import dev.xenolith.pv.xenbus.BackendDevice;
import dev.xenolith.pv.xenbus.DeviceException;
import dev.xenolith.pv.xenbus.DeviceNode;
import java.util.List;
import java.util.Optional;

/** One console of one front end. */
final class VirtualConsole implements BackendDevice {
  private final GuestServices services;
  private final DeviceNode node;
  private final Terminals terminals;
  private Terminal terminal;
  private GrantedPages.Mapping page;
  private EvtchnPort port;

  VirtualConsole(GuestServices services, DeviceNode node, Terminals terminals) {
    this.services = services;
    this.node = node;
    this.terminals = terminals;
  }

  @Override
  public boolean prepare() {
    Optional<Terminal> found = terminals.find(node.frontDomain(), node.device());
    found.ifPresent(one -> terminal = one);
    return found.isPresent();
  }

  @Override
  public void connect() throws DeviceException {
    GrantRef ref = new GrantRef(node.frontNumber("ring-ref", 0, Integer.MAX_VALUE));
    EvtchnPort remote = new EvtchnPort(node.frontNumber("port", 1, Integer.MAX_VALUE));
    Runnable look = node.guarded(this::pump);
    try {
      page = services.grants().map(node.frontDomain(), List.of(ref));
      port = services.events().bind(node.frontDomain(), remote, look);
    } catch (ServiceException e) {
      release();
      throw new DeviceException(e.getMessage(), e);
    }
    terminal.connected(new ConsoleRing(page.bytes()), () -> services.events().signal(port), look);
    pump();
  }

  private void pump() {
    if (!terminal.pump()) {
      node.fail("the front end's out_prod makes no sense");
    }
  }

  @Override
  public void disconnect(Runnable then) {
    try {
      if (port != null) {
        terminal.disconnected();
      }
    } finally {
      release(); // a page that stays mapped would keep its domain from ever being gone
    }
    then.run();
  }

  private void release() {
    if (port != null) {
      services.events().close(port);
      port = null;
    }
    if (page != null) {
      page.close();
      page = null;
    }
  }

  @Override
  public void dispose() {
    terminal = null;
  }
}
