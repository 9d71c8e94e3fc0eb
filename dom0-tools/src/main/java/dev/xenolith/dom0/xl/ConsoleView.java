package dev.xenolith.dom0.xl;

import dev.xenolith.dom0.client.HostClient;
import dev.xenolith.dom0.client.RefusedException;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.ClosedChannelException;

/** A person's look at a domain's console: what it wrote before, what it writes, and the keys. */
final class ConsoleView implements AutoCloseable {
  private static final String PROTOCOL = "xenolith-console";

  private final Session session;
  private final HostClient.Stream pipe;
  private boolean midLine;
  private boolean coloured;
  private volatile boolean left;

  private ConsoleView(Session session, HostClient.Stream pipe) {
    this.session = session;
    this.pipe = pipe;
  }

  /** Attaches to a domain's first console, before anything is shown. */
  static ConsoleView open(Session session, String domain) throws IOException, RefusedException {
    return open(session, domain, "0");
  }

  /** The same with any of its consoles. */
  static ConsoleView open(Session session, String domain, String number)
      throws IOException, RefusedException {
    String path = Session.path(domain) + "/console?number=" + number;
    return new ConsoleView(session, session.host().pipe(path, PROTOCOL));
  }

  /**
   * Shows the console until the domain is gone or the person leaves with Ctrl-].
   *
   * @return whether the person left
   */
  boolean show() throws IOException, InterruptedException {
    try (RawTerminal terminal = RawTerminal.enter()) {
      ConsoleKeys keys = new ConsoleKeys(session.in, terminal != null, this::type, _ -> leave());
      Thread typist = new Thread(keys, "console input");
      typist.setDaemon(true);
      typist.start();
      copy(new FileOutputStream(FileDescriptor.out));
      if (terminal != null) {
        terminal.tidy(midLine, coloured);
      }
      return left;
    }
  }

  private void copy(OutputStream out) throws IOException {
    byte[] buffer = new byte[4096];
    try {
      for (int n = pipe.in().read(buffer); n >= 0; n = pipe.in().read(buffer)) {
        out.write(buffer, 0, n);
        byte last = buffer[n - 1];
        midLine = last != '\n' && last != '\r';
        for (int i = 0; i < n; i++) {
          coloured |= buffer[i] == 0x1B;
        }
      }
    } catch (ClosedChannelException e) {
      if (!left) {
        throw e;
      }
    }
  }

  private void type(byte[] keys) {
    try {
      pipe.out().write(keys);
    } catch (IOException e) {
      // The domain is gone: reading ends too, and that is how the person learns.
      leave();
    }
  }

  private void leave() {
    left = true;
    try {
      pipe.close();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    pipe.close();
  }
}
