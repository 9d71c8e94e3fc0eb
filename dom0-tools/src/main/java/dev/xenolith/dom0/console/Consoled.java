package dev.xenolith.dom0.console;

import dev.xenolith.abi.num.DomId;
import dev.xenolith.abi.num.EvtchnPort;
import dev.xenolith.abi.num.Mfn;
import dev.xenolith.dom0.kernel.Dom0Kernel;
import dev.xenolith.dom0.kernel.HypercallFailedException;
import dev.xenolith.dom0.kernel.Windows;
import dev.xenolith.pv.console.ConsoleRing;
import dev.xenolith.pv.console.Terminal;
import dev.xenolith.pv.console.Terminals;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The daemon: the consoles of each domain it is told of. On domain 0's vCPU. */
public final class Consoled implements Terminals {
  private record Line(Windows.Window window, EvtchnPort port) {}

  private final Dom0Kernel kernel;
  private final Map<ConsoleId, DomainConsole> consoles = new LinkedHashMap<>();

  /** What first consoles are connected by, which no device does for them. */
  private final Map<DomId, Line> lines = new LinkedHashMap<>();

  /** A daemon without consoles. */
  public Consoled(Dom0Kernel kernel) {
    this.kernel = kernel;
  }

  /**
   * Serves the first console of a domain.
   *
   * @param ring frame of its console page
   * @param remotePort its unbound port
   */
  public void open(DomId domid, Mfn ring, EvtchnPort remotePort) throws HypercallFailedException {
    DomainConsole console = new DomainConsole();
    Windows.Window window = kernel.windows().map(domid, ring);
    try {
      EvtchnPort port = kernel.events().bindInterdomain(domid, remotePort, console::pump);
      lines.put(domid, new Line(window, port));
      consoles.put(ConsoleId.first(domid), console);
      console.connected(new ConsoleRing(window.bytes()), () -> kernel.events().send(port));
      console.pump();
    } catch (HypercallFailedException e) {
      window.close();
      throw e;
    }
  }

  /** Has a console ready that a front end may connect to. */
  public void add(ConsoleId id) {
    consoles.put(id, new DomainConsole());
  }

  /** Ends a console that was added. */
  public void remove(ConsoleId id) {
    DomainConsole console = consoles.remove(id);
    if (console != null) {
      console.close();
    }
  }

  /** Those that were added: nobody connects to a first console as to a device. */
  @Override
  public Optional<Terminal> find(DomId domid, String device) {
    return device.matches("[1-9][0-9]{0,3}")
        ? Optional.ofNullable(consoles.get(new ConsoleId(domid, Integer.parseInt(device))))
        : Optional.empty();
  }

  /** Looks at a console; the attachment may be used from any thread. */
  public Optional<ConsoleAttachment> attach(ConsoleId id) {
    DomainConsole console = consoles.get(id);
    if (console == null) {
      return Optional.empty();
    }
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

  /** Takes what a domain has written on its first console without being told. */
  public void drain(DomId domid) {
    DomainConsole console = consoles.get(ConsoleId.first(domid));
    if (console != null) {
      console.pump();
    }
  }

  /** Takes the last output of a domain and lets go of its first console. */
  public void close(DomId domid) {
    Line line = lines.remove(domid);
    if (line != null) {
      remove(ConsoleId.first(domid));
      kernel.events().close(line.port());
      line.window().close();
    }
  }
}
