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
import java.util.function.Consumer;

/** The daemon: the consoles of each domain it is told of. On domain 0's vCPU. */
public final class Consoled implements Terminals {
  private record Line(FirstConsole console, Windows.Window window, EvtchnPort port) {}

  private final Dom0Kernel kernel;
  private final Consumer<String> log;
  private final Map<ConsoleId, DomainConsole> consoles = new LinkedHashMap<>();

  /** What first consoles are connected by, which no device does for them. */
  private final Map<DomId, Line> lines = new LinkedHashMap<>();

  /**
   * A daemon without consoles.
   *
   * @param log takes sentences about bugs that showed
   */
  public Consoled(Dom0Kernel kernel, Consumer<String> log) {
    this.kernel = kernel;
    this.log = log;
  }

  /**
   * Serves the first console of a domain.
   *
   * @param ring frame of its console page
   * @param remotePort its unbound port
   */
  public void open(DomId domid, Mfn ring, EvtchnPort remotePort) throws HypercallFailedException {
    FirstConsole first = new FirstConsole(domid, kernel.slowClock()::askUntil, log);
    Windows.Window window = kernel.windows().map(domid, ring);
    try {
      EvtchnPort port = kernel.events().bindInterdomain(domid, remotePort, first::look);
      lines.put(domid, new Line(first, window, port));
      consoles.put(ConsoleId.first(domid), first.console());
      first.connect(new ConsoleRing(window.bytes()), () -> kernel.events().send(port));
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
        new ConsoleAttachment(console, bytes -> kernel.later(() -> console.enqueue(bytes))));
  }

  /** Takes what a domain has written on its first console without being told. */
  public void drain(DomId domid) {
    Line line = lines.get(domid);
    if (line != null) {
      line.console().look();
    }
  }

  /** Takes the last output of a domain and lets go of its first console. */
  public void close(DomId domid) {
    Line line = lines.remove(domid);
    if (line != null) {
      consoles.remove(ConsoleId.first(domid));
      line.console().close();
      kernel.events().close(line.port());
      line.window().close();
    }
  }
}
