package dev.xenolith.dom0.xl;

import dev.xenolith.dom0.client.HostClient;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A capture that a host sends, on its way to where the person wants it. */
final class PacketCapture {
  private static final String PROTOCOL = "xenolith-capture";
  private static final int CHUNK = 1 << 16;

  /** How long the host may take to send what it still has after Ctrl-C. */
  private static final int GRACE_SECONDS = 5;

  private final HostClient.Stream pipe;
  private final CountDownLatch copied = new CountDownLatch(1);

  private PacketCapture(HostClient.Stream pipe) {
    this.pipe = pipe;
  }

  /** Copies packets until the host has no more, somebody presses Ctrl-C, or nobody takes them. */
  static void copy(HostClient host, String path, PrintStream out) throws Exception {
    try (HostClient.Stream pipe = host.pipe(path, PROTOCOL)) {
      PacketCapture capture = new PacketCapture(pipe);
      Thread onSignal = new Thread(capture::end, "end of capture");
      Runtime.getRuntime().addShutdownHook(onSignal);
      try {
        capture.copy(out);
      } finally {
        capture.copied.countDown();
      }
    }
  }

  private void copy(PrintStream out) throws IOException {
    byte[] buffer = new byte[CHUNK];
    for (int n = pipe.in().read(buffer); n >= 0; n = pipe.in().read(buffer)) {
      out.write(buffer, 0, n);
      if (out.checkError()) {
        return; // whoever read it has gone
      }
    }
  }

  /** Asks the host for the end, and lets it come: the file is whole then. */
  private void end() {
    try {
      if (copied.getCount() > 0) {
        OutputStream host = pipe.out();
        host.write('.');
        if (copied.await(GRACE_SECONDS, TimeUnit.SECONDS)) {
          Runtime.getRuntime().halt(0); // as tcpdump does: this is how it is meant to end
        }
      }
    } catch (IOException e) {
      // The host is gone, and with it what is still to come.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
