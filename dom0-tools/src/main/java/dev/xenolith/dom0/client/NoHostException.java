package dev.xenolith.dom0.client;

import java.io.IOException;
import java.nio.file.Path;

/** Nobody answers at a host's socket. */
public final class NoHostException extends IOException {
  private static final long serialVersionUID = 1;

  NoHostException(Path socket, IOException why) {
    super(
        "no host runs in " + socket.getParent() + "; 'xl create' and 'xl host start' start one",
        why);
  }
}
