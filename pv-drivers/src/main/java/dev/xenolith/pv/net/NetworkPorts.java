package dev.xenolith.pv.net;

import dev.xenolith.abi.num.DomId;
import java.util.Optional;

/** The ports that the toolstack has made for cards. */
@FunctionalInterface
public interface NetworkPorts {
  /** The port for a card of a domain. */
  Optional<NetworkPort> find(DomId domain, String device);
}
