package dev.xenolith.dom0.api;

import dev.xenolith.dom0.console.ConsoleAttachment;
import dev.xenolith.dom0.host.Host;
import dev.xenolith.dom0.host.HostEvent;
import dev.xenolith.dom0.host.HostException;
import dev.xenolith.dom0.host.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;

/** The answers that go on: consoles, captures, dumps and events. */
final class Streams {
  /** What a client asks to change to for a console it can type into. */
  static final String CONSOLE_PROTOCOL = "xenolith-console";

  /** What a client asks to change to for a capture that it can end with any byte. */
  static final String CAPTURE_PROTOCOL = "xenolith-capture";

  private static final int CHUNK = 4096;

  private Streams() {}

  static CompletableFuture<Answer> console(Host host, Request request) throws HostException {
    boolean typing = asksFor(request, CONSOLE_PROTOCOL);
    long number = Math.min(request.number("number", 0), Integer.MAX_VALUE);
    return host.domains()
        .console(request.domain(), (int) number)
        .thenApply(
            console ->
                typing
                    ? new Answer.Pipe(CONSOLE_PROTOCOL, new Conversation(console))
                    : new Answer.Stream("application/octet-stream", new Show(console)));
  }

  /** A console that is only read. */
  private record Show(ConsoleAttachment console) implements Answer.Feed {
    @Override
    public void run(Answer.Sink out) throws InterruptedException {
      show(console, out);
    }

    @Override
    public void closed() {
      console.close();
    }
  }

  /** Writes what a domain has written and writes, to its end or the reader's. */
  static void show(ConsoleAttachment console, Answer.Sink out) throws InterruptedException {
    try (console) {
      byte[] buffer = new byte[CHUNK];
      for (int n = console.read(buffer); n >= 0; n = console.read(buffer)) {
        if (!out.write(buffer, n)) {
          return;
        }
      }
    }
  }

  /** A domain's memory, as {@code xl dump-core} writes it to a file. */
  static CompletableFuture<Answer> core(Host host, Request request) {
    return host.domains()
        .dump(request.domain())
        .thenApply(
            dump ->
                new Answer.Stream(
                    "application/octet-stream",
                    out -> {
                      try {
                        dump.write(
                            (bytes, length) -> {
                              if (!out.write(bytes, length)) {
                                throw new IOException("nobody takes the dump any more");
                              }
                            });
                      } catch (IOException e) {
                        throw new Answer.BrokenOffException(e);
                      }
                    }));
  }

  /** The packets of a card, as {@code xl network-capture} writes them to a file. */
  static CompletableFuture<Answer> capture(Host host, Request request) throws HostException {
    boolean ends = asksFor(request, CAPTURE_PROTOCOL);
    String device = request.parameter("device").orElse("0");
    return host.networks()
        .capture(request.domain(), device)
        .thenApply(
            capture ->
                ends
                    ? new Answer.Pipe(CAPTURE_PROTOCOL, new Watching(capture))
                    : new Answer.Stream("application/vnd.tcpdump.pcap", new Watching(capture)));
  }

  /** Whether a client asks to change to a protocol, and not just to read. */
  private static boolean asksFor(Request request, String protocol) throws HostException {
    boolean asks = request.upgrade().equals(protocol);
    if (!asks && !request.upgrade().isEmpty()) {
      throw new HostException(HostException.Kind.BAD_REQUEST, "Upgrade: only to " + protocol);
    }
    return asks;
  }

  static CompletableFuture<Answer> events(Host host, Request request) throws HostException {
    boolean follow = !request.flag("stop");
    long since = request.number("since", follow ? host.journal().nextSeq() : 0);
    Answer.Feed feed =
        follow ? new Following(host.journal(), since) : out -> tell(host, since, out);
    return CompletableFuture.completedFuture(new Answer.Stream("application/x-ndjson", feed));
  }

  private static void tell(Host host, long since, Answer.Sink out) throws InterruptedException {
    for (HostEvent event : host.journal().remembered()) {
      if (event.seq() >= since && !write(event, out)) {
        return;
      }
    }
  }

  static boolean write(HostEvent event, Answer.Sink out) throws InterruptedException {
    byte[] line = (Json.line(event) + "\n").getBytes(StandardCharsets.UTF_8);
    return out.write(line, line.length);
  }
}
