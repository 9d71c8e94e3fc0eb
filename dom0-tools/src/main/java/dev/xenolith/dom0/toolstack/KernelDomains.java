package dev.xenolith.dom0.toolstack;

import dev.xenolith.abi.layout.GuestBytes;
import dev.xenolith.abi.num.DomId;
import dev.xenolith.abi.num.EvtchnPort;
import dev.xenolith.abi.num.Mfn;
import dev.xenolith.dom0.ctrl.Domctls;
import dev.xenolith.dom0.kernel.Dom0Kernel;
import dev.xenolith.dom0.kernel.HypercallFailedException;
import dev.xenolith.dom0.kernel.Windows;
import dev.xenolith.dom0.xenstore.StoreDomains;
import java.io.IOException;

/** Connects xenstored to domains: maps their ring pages and binds their ports. */
final class KernelDomains implements StoreDomains {
  private final Dom0Kernel kernel;
  private final Domctls domctls;

  KernelDomains(Dom0Kernel kernel) {
    this.kernel = kernel;
    domctls = new Domctls(kernel.hypercalls());
  }

  @Override
  public boolean exists(DomId domid) {
    try {
      return domctls.info(domid).isPresent();
    } catch (HypercallFailedException e) {
      throw new IllegalStateException("asking for " + domid, e);
    }
  }

  private record RingPage(Dom0Kernel kernel, Windows.Window window, EvtchnPort port)
      implements Link {
    @Override
    public GuestBytes page() {
      return window.bytes();
    }

    @Override
    public void signal() {
      kernel.events().send(port);
    }

    @Override
    public void close() {
      kernel.events().close(port);
      window.close();
    }
  }

  @Override
  public Link connect(DomId domid, long ring, EvtchnPort port, Runnable onEvent)
      throws IOException {
    try {
      Windows.Window window = kernel.windows().map(domid, new Mfn(ring));
      try {
        EvtchnPort local = kernel.events().bindInterdomain(domid, port, onEvent);
        return new RingPage(kernel, window, local);
      } catch (HypercallFailedException e) {
        window.close();
        throw e;
      }
    } catch (HypercallFailedException e) {
      throw new IOException(e.getMessage(), e);
    }
  }
}
