package dev.xenolith.dom0.host;

import dev.xenolith.dom0.console.pty.ConsolePtys;
import dev.xenolith.dom0.toolstack.Toolstack;
import dev.xenolith.dom0.xenstore.socket.StoreSocket;
import java.io.IOException;

/**
 * Where programs of the host that know nothing of Xenolith meet its domains: xenstore's socket, for
 * Debian's xenstore tools, and a terminal for each console, for xenconsole.
 */
record Strangers(StoreSocket store, ConsolePtys consoles) implements AutoCloseable {
  /** Opens both in a host's folder. */
  static Strangers welcome(StateDir state, Toolstack toolstack, Journal journal)
      throws IOException {
    StoreSocket store =
        StoreSocket.open(state.path(), toolstack::withXenstored, line -> note(journal, line));
    try {
      return new Strangers(
          store, ConsolePtys.open(state.path(), toolstack, line -> note(journal, line)));
    } catch (IOException | RuntimeException | Error e) {
      store.close();
      throw e;
    }
  }

  private static void note(Journal journal, String line) {
    journal.add(HostEvent.Kind.NOTE, line);
  }

  @Override
  public void close() throws IOException {
    consoles.close();
    store.close();
  }
}
