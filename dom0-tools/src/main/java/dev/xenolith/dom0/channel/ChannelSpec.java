package dev.xenolith.dom0.channel;

import java.nio.file.Path;
import java.util.Optional;

/**
 * A channel that a domain is to have.
 *
 * @param name by which the guest's program finds it
 * @param socket where it ends; at a terminal of the host's if there is none
 */
public record ChannelSpec(String name, Optional<Path> socket) {
  /** What xl.cfg calls the way it ends. */
  public String connection() {
    return socket.isPresent() ? "socket" : "pty";
  }
}
