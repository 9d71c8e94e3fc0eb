package dev.xenolith.hv.evtchn;

import static dev.xenolith.hv.evtchn.TestDomain.V0;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.xenolith.abi.call.XenErrno;
import dev.xenolith.abi.layout.Abi;
import dev.xenolith.abi.num.EvtchnPort;
import org.junit.jupiter.api.BeforeEach;

/** A domain that uses FIFO ports, and what its kernel sees in its pages. */
abstract class FifoGuest {
  static final long CONTROL = 8;
  static final long ARRAY = 9;
  static final long FOREIGN = 999;
  static final int SECOND_BLOCK = 128;
  static final int PENDING = 1 << 31;
  static final int MASKED = 1 << 30;
  static final int LINKED = 1 << 29;
  static final int BUSY = 1 << 28;
  static final int DEFAULT = 7;

  final TestDomain d = new TestDomain(1, Abi.PV32, 2);
  final EventChannels channels = d.channels;

  @BeforeEach
  final void ownPages() {
    for (long mfn = CONTROL; mfn < 256; mfn++) {
      d.held.put(mfn, 0);
    }
  }

  void start() {
    assertEquals(0, channels.abi().initControl(V0, CONTROL, 0));
    assertEquals(0, channels.abi().expandArray(ARRAY));
  }

  EvtchnPort ipi() {
    return new EvtchnPort((int) channels.bindIpi(V0));
  }

  long at(EvtchnPort port) {
    return (ARRAY << 12) + 4L * port.raw();
  }

  int word(EvtchnPort port) {
    return d.memory().getU32(at(port));
  }

  void word(EvtchnPort port, int value) {
    d.memory().putU32(at(port), value);
  }

  int ready() {
    return d.memory().getU32(CONTROL << 12);
  }

  int head(int priority) {
    return d.memory().getU32((CONTROL << 12) + 8 + 4L * priority);
  }

  void send(EvtchnPort... ports) {
    for (EvtchnPort port : ports) {
      assertEquals(0, channels.send(port));
    }
  }

  static void refused(XenErrno error, long result) {
    assertEquals(error.result(), result);
  }
}
