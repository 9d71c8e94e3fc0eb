package dev.xenolith.dom0.net;

import java.io.IOException;
import java.util.Optional;

/**
 * A card that a domain is to have, with what it needs of the host.
 *
 * @param host the host's network, where it is to be on that
 */
public record OpenVif(VifSpec spec, Optional<HostNetwork> host) implements AutoCloseable {
  /**
   * Opens what a card needs, on a thread that may wait.
   *
   * @throws IOException with a sentence where it is not to be had
   */
  public static OpenVif open(VifSpec spec) throws IOException {
    return new OpenVif(
        spec,
        spec.link() instanceof VifSpec.ThroughHost through
            ? Optional.of(HostNetwork.open(through.forwards()))
            : Optional.empty());
  }

  /** Lets go of it, where no domain has got the card. */
  @Override
  public void close() {
    host.ifPresent(
        network -> {
          try {
            network.close();
          } catch (IOException e) {
            throw new IllegalStateException("a socket cannot be closed", e);
          }
        });
  }
}
