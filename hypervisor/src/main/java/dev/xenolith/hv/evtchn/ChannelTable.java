package dev.xenolith.hv.evtchn;

import dev.xenolith.abi.num.EvtchnPort;
import dev.xenolith.abi.num.Pirq;
import dev.xenolith.hv.evtchn.ChannelState.BoundPirq;
import dev.xenolith.hv.evtchn.ChannelState.Interdomain;
import dev.xenolith.hv.evtchn.ChannelState.Reserved;
import java.util.ArrayList;
import java.util.List;

/** The ports of one domain, by number. */
final class ChannelTable {
  /**
   * Ports come into being this many at a time; the status of one that does not exist is an error.
   */
  private static final int BUCKET = 64;

  private final List<Channel> channels = new ArrayList<>();

  ChannelTable() {
    take(0).state = Channel.RESERVED;
  }

  /** How many ports exist, in use or not. */
  int size() {
    return channels.size();
  }

  /** A port that exists. */
  Channel get(int port) {
    return channels.get(port);
  }

  /** The port, or null where there is none of this number. */
  Channel find(EvtchnPort port) {
    boolean exists = port.raw() >= 0 && port.raw() < channels.size();
    return exists ? channels.get(port.raw()) : null;
  }

  /** The port, made if it does not exist yet. */
  Channel take(int port) {
    while (channels.size() <= port) {
      for (int i = 0; i < BUCKET; i++) {
        channels.add(new Channel());
      }
    }
    return channels.get(port);
  }

  /** The port the line is bound to, or 0. */
  int portOf(Pirq pirq) {
    for (int port = 1; port < channels.size(); port++) {
      if (channels.get(port).state instanceof BoundPirq(Pirq bound) && bound.equals(pirq)) {
        return port;
      }
    }
    return 0;
  }

  List<String> dump(PortOps ports) {
    List<String> lines = new ArrayList<>();
    for (int port = 1; port < channels.size(); port++) {
      Channel channel = channels.get(port);
      if (channel.isUsable()) {
        lines.add(
            "%4d [%d/%d]: %s n=%d"
                .formatted(
                    port,
                    ports.isPending(port) ? 1 : 0,
                    ports.isMasked(port) ? 1 : 0,
                    channel.state,
                    channel.notify.raw()));
      }
    }
    return lines;
  }

  List<String> audit(EventChannels owner, EventHost host, VirqBindings virqs) {
    List<String> broken = new ArrayList<>(virqs.audit(channels));
    for (int port = 0; port < channels.size(); port++) {
      Channel channel = channels.get(port);
      String name = owner.id() + " port " + port + " (" + channel.state + ")";
      if (channel.state instanceof Reserved != (port == 0)) {
        broken.add(name + ": only port 0 is reserved");
      }
      if (channel.state instanceof Interdomain far && !isNamedBack(far, owner, port)) {
        broken.add(name + ": the far end is " + far.remote().state(far.remotePort()));
      }
      if (channel.isUsable() && host.target(channel.notify) == null) {
        broken.add(name + ": notifies absent " + channel.notify);
      }
    }
    return broken;
  }

  private static boolean isNamedBack(Interdomain far, EventChannels owner, int port) {
    return far.remote().state(far.remotePort())
            instanceof Interdomain(EventChannels back, EvtchnPort backPort)
        && back == owner
        && backPort.raw() == port;
  }
}
