package dev.xenolith.dom0.channel;

import dev.xenolith.abi.num.DomId;
import dev.xenolith.dom0.console.ConsoleId;
import dev.xenolith.dom0.console.Consoled;
import dev.xenolith.dom0.device.KernelServices;
import dev.xenolith.dom0.kernel.Dom0Kernel;
import dev.xenolith.dom0.xenstore.StoreClient;
import dev.xenolith.dom0.xenstore.StoreException;
import dev.xenolith.dom0.xenstore.Xenstored;
import dev.xenolith.pv.GuestServices;
import dev.xenolith.pv.ServiceException;
import dev.xenolith.pv.console.ConsoleBackend;
import dev.xenolith.pv.xenbus.BackendBus;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** The channels of domains. Used on domain 0's vCPU. */
public final class Channels {
  private record Open(ConsoleId console, ChannelNodes nodes, Optional<ChannelSocket> socket) {}

  private final StoreClient store;
  private final Consoled consoled;
  private final Consumer<String> log;
  private final Map<DomId, List<Open>> byDomain = new HashMap<>();

  /**
   * Starts domain 0's back end for consoles.
   *
   * @param log takes sentences about front ends that misbehave
   */
  public Channels(Dom0Kernel kernel, Xenstored xenstored, Consoled consoled, Consumer<String> log)
      throws ServiceException {
    this.consoled = consoled;
    this.log = log;
    store = xenstored.client();
    GuestServices services = new KernelServices(kernel, xenstored.client());
    new BackendBus(services, log).add(new ConsoleBackend(services, consoled));
  }

  /** Gives a domain its channels, before it starts. Some may be there when one is refused. */
  public void give(DomId domid, List<ChannelSpec> specs) throws ChannelException, StoreException {
    List<Open> opened = new ArrayList<>();
    byDomain.put(domid, opened);
    for (int i = 0; i < specs.size(); i++) {
      ConsoleId console = new ConsoleId(domid, i + 1); // the first console is no channel
      ChannelSpec spec = specs.get(i);
      consoled.add(console);
      Optional<ChannelSocket> socket = Optional.empty();
      ChannelNodes nodes = new ChannelNodes(console, spec);
      try {
        if (spec.socket().isPresent()) {
          socket = Optional.of(listen(console, spec.socket().get()));
        }
      } finally {
        opened.add(new Open(console, nodes, socket)); // to be taken with the rest
      }
      nodes.write(store);
    }
  }

  private ChannelSocket listen(ConsoleId console, Path path) throws ChannelException {
    return ChannelSocket.listen(path, consoled.attach(console).orElseThrow(), log);
  }

  /** The channels of a domain. */
  public List<ChannelState> list(DomId domid) throws StoreException {
    List<ChannelState> states = new ArrayList<>();
    for (Open channel : byDomain.getOrDefault(domid, List.of())) {
      states.add(channel.nodes.state(store));
    }
    return states;
  }

  /** Takes all channels of a domain that is over. */
  public void takeAll(DomId domid) throws StoreException {
    List<Open> opened = byDomain.remove(domid);
    if (opened == null) {
      return;
    }
    for (Open channel : opened) {
      channel.nodes.remove(store); // so that the back end lets go of the page first
      consoled.remove(channel.console);
      channel.socket.ifPresent(ChannelSocket::close);
    }
  }
}
