package dev.xenolith.hv.domain;

import dev.xenolith.abi.call.XenErrno;
import dev.xenolith.abi.num.Pirq;
import dev.xenolith.hv.evtchn.PirqLines;
import dev.xenolith.hv.machine.device.InterruptLine;
import dev.xenolith.hv.machine.device.InterruptLines;
import java.util.function.Consumer;

/**
 * The machine's interrupt lines as the control domain has them: a pirq of the same number for each
 * that has a device, as Xen gives its dom0 the legacy lines.
 */
final class HardwareLines implements PirqLines {
  private final InterruptLines lines;
  private final int count;
  private final Consumer<Pirq> raise;

  private HardwareLines(InterruptLines lines, int count, Consumer<Pirq> raise) {
    this.lines = lines;
    this.count = count;
    this.raise = raise;
  }

  /** The lines of a domain: all for the one that owns the hardware, none for others. */
  static PirqLines of(Domain domain, DomainConfig config) {
    return config.privileged()
        ? new HardwareLines(
            domain.xen().interruptLines(),
            PirqEoiPage.LINES,
            pirq -> domain.events().raisePirq(pirq))
        : PirqLines.none(PirqEoiPage.LINES);
  }

  @Override
  public int count() {
    return count;
  }

  @Override
  public boolean isPermitted(Pirq pirq) {
    return lines.find(pirq.raw()) != null;
  }

  @Override
  public XenErrno bind(Pirq pirq, boolean willShare) {
    InterruptLine line = lines.find(pirq.raw());
    if (line.isConnected()) {
      return XenErrno.EBUSY;
    }
    line.connect(() -> raise.accept(pirq));
    return null;
  }

  @Override
  public void unbind(Pirq pirq) {
    lines.find(pirq.raw()).disconnect();
  }
}
