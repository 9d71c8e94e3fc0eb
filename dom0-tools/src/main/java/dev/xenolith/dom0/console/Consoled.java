package dev.xenolith.dom0.console;

import dev.xenolith.abi.num.DomId;
import dev.xenolith.abi.num.EvtchnPort;
import dev.xenolith.abi.num.Mfn;
import dev.xenolith.dom0.kernel.Dom0Kernel;
import dev.xenolith.dom0.kernel.HypercallFailedException;
import dev.xenolith.dom0.kernel.Windows;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The daemon: one console for each domain it is told of. On domain 0's vCPU. */
public final class Consoled {
  private record Open(DomainConsole console, Windows.Window window, EvtchnPort port) {}

  private final Dom0Kernel kernel;
  private final Map<DomId, Open> consoles = new LinkedHashMap<>();

  /** A daemon without consoles. */
  public Consoled(Dom0Kernel kernel) {
    this.kernel = kernel;
  }

  /**
   * Serves the console of a domain.
   *
   * @param ring frame of its console page
   * @param remotePort its unbound port
   */
  public void open(DomId domid, Mfn ring, EvtchnPort remotePort) throws HypercallFailedException {
    Windows.Window window = kernel.windows().map(domid, ring);
    try {
      EvtchnPort port = kernel.events().bindInterdomain(domid, remotePort, () -> pump(domid));
      DomainConsole console = new DomainConsole(window.bytes(), () -> kernel.events().send(port));
      consoles.put(domid, new Open(console, window, port));
      console.pump();
    } catch (HypercallFailedException e) {
      window.close();
      throw e;
    }
  }

  private void pump(DomId domid) {
    Open open = consoles.get(domid);
    if (open != null) {
      open.console().pump();
    }
  }

  /** Looks at a console; the attachment may be used from any thread. */
  public Optional<ConsoleAttachment> attach(DomId domid) {
    Open open = consoles.get(domid);
    if (open == null) {
      return Optional.empty();
    }
    DomainConsole console = open.console();
    return Optional.of(
        new ConsoleAttachment(
            console,
            bytes ->
                kernel.run(
                    () -> {
                      console.enqueue(bytes);
                      return null;
                    })));
  }

  /** Takes what a domain has written without being told. */
  public void drain(DomId domid) {
    pump(domid);
  }

  /** Takes the last output of a domain and lets go of its console. */
  public void close(DomId domid) {
    Open open = consoles.remove(domid);
    if (open != null) {
      open.console().close();
      kernel.events().close(open.port());
      open.window().close();
    }
  }
}
