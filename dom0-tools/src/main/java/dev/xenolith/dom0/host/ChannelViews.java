package dev.xenolith.dom0.host;

import dev.xenolith.dom0.channel.ChannelState;
import dev.xenolith.dom0.toolstack.Toolstack;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Channels of domains that run. */
public final class ChannelViews {
  private final Toolstack toolstack;
  private final Domains domains;

  ChannelViews(Toolstack toolstack, Domains domains) {
    this.toolstack = toolstack;
    this.domains = domains;
  }

  /**
   * A channel.
   *
   * @param console which of the domain's consoles it is
   * @param connection how it ends: pty or socket
   * @param path the terminal or the socket, or empty while there is none
   * @param state the front end's, as xenbus numbers it
   */
  public record ChannelView(
      int console,
      String name,
      String connection,
      String path,
      int state,
      int eventChannel,
      int ringRef) {
    private static ChannelView of(ChannelState channel) {
      return new ChannelView(
          channel.console().number(),
          channel.spec().name(),
          channel.spec().connection(),
          channel.spec().socket().map(Path::toString).orElse(channel.tty()),
          channel.state(),
          channel.port(),
          channel.ringRef());
    }
  }

  /** The channels of a domain. */
  public CompletableFuture<List<ChannelView>> list(String domain) {
    return toolstack.run(
        () ->
            toolstack.devices().channels().list(domains.resident(domain).domid).stream()
                .map(ChannelView::of)
                .toList());
  }
}
