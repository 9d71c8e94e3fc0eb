package dev.xenolith.hv.evtchn;

import static dev.xenolith.abi.call.XenErrno.EBUSY;
import static dev.xenolith.abi.call.XenErrno.EEXIST;
import static dev.xenolith.hv.evtchn.TestDomain.V0;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.xenolith.abi.call.XenErrno;
import dev.xenolith.abi.layout.Abi;
import dev.xenolith.abi.num.EvtchnPort;
import dev.xenolith.abi.num.Pirq;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PirqTest {
  private final List<String> calls = new ArrayList<>();
  private final TestDomain dom0 = new TestDomain(0, Abi.PV64, 1, -1, new Lines());

  private final class Lines implements PirqLines {
    @Override
    public int count() {
      return 16;
    }

    @Override
    public boolean isPermitted(Pirq pirq) {
      return true;
    }

    @Override
    public XenErrno bind(Pirq pirq, boolean willShare) {
      calls.add("bind " + pirq.raw());
      return pirq.raw() == 7 ? EBUSY : null;
    }

    @Override
    public void unbind(Pirq pirq) {
      calls.add("unbind " + pirq.raw());
    }
  }

  @Test
  void raisedPirqIsPending() {
    long port = dom0.channels.bindPirq(new Pirq(5), false);
    dom0.channels.raisePirq(new Pirq(5));
    assertTrue(dom0.channels.isPending(new EvtchnPort((int) port)));
    assertTrue(dom0.upcallPending(V0));
  }

  @Test
  void bindingAPirqTwiceFailsWithEexist() {
    dom0.channels.bindPirq(new Pirq(5), false);
    assertEquals(EEXIST.result(), dom0.channels.bindPirq(new Pirq(5), true));
  }

  @Test
  void lineThatCannotBeConnectedTakesNoPort() {
    assertEquals(EBUSY.result(), dom0.channels.bindPirq(new Pirq(7), false));
    assertEquals(1, dom0.channels.bindPirq(new Pirq(6), false));
  }

  @Test
  void closingDisconnectsTheLine() {
    long port = dom0.channels.bindPirq(new Pirq(5), false);
    dom0.channels.close(new EvtchnPort((int) port));
    assertEquals(List.of("bind 5", "unbind 5"), calls);
  }
}
