package dev.xenolith.dom0.xenstore;

import dev.xenolith.abi.layout.GuestBytes;
import dev.xenolith.abi.num.DomId;
import dev.xenolith.abi.num.EvtchnPort;
import java.io.IOException;

/** How xenstored reaches domains: what domain 0's kernel does for it. */
public interface StoreDomains {
  /** Whether there is such a domain, connected or not. */
  boolean exists(DomId domid);

  /**
   * Connects to a domain's ring.
   *
   * @param domid a domain that exists
   * @param ring machine frame of its ring page
   * @param port its unbound event channel
   * @param onEvent run whenever the domain signals
   * @throws IOException when the page cannot be mapped or the channel not be bound
   */
  Link connect(DomId domid, long ring, EvtchnPort port, Runnable onEvent) throws IOException;

  /** A connected ring page. */
  interface Link extends AutoCloseable {
    /** The page. The domain writes to it at any time. */
    GuestBytes page();

    /** Signals the domain. */
    void signal();

    /** Lets go of page and channel; works also after the domain is gone. */
    @Override
    void close();
  }
}
