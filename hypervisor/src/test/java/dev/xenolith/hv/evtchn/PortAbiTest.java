package dev.xenolith.hv.evtchn;

import static dev.xenolith.hv.evtchn.TestDomain.V0;
import static dev.xenolith.hv.evtchn.TestDomain.V1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.xenolith.abi.call.XenErrno;
import dev.xenolith.abi.layout.Abi;
import dev.xenolith.abi.num.EvtchnPort;
import dev.xenolith.abi.num.Mfn;
import dev.xenolith.abi.num.VcpuId;
import java.util.List;
import org.junit.jupiter.api.Test;

class PortAbiTest extends FifoGuest {
  // ---- init_control

  @Test
  void initControlOfAnAbsentVcpuFailsWithEnoent() {
    refused(XenErrno.ENOENT, channels.abi().initControl(new VcpuId(2), CONTROL, 0));
    refused(XenErrno.ENOENT, channels.abi().initControl(new VcpuId(-1), CONTROL, 0));
  }

  @Test
  void controlBlockAcrossThePageEndFailsWithEinval() {
    refused(XenErrno.EINVAL, channels.abi().initControl(V0, CONTROL, 4096 - 64));
    refused(XenErrno.EINVAL, channels.abi().initControl(V0, CONTROL, -8));
    assertEquals(0, channels.abi().initControl(V0, CONTROL, 4096 - 72));
  }

  @Test
  void controlBlockThatIsNotAlignedToEightFailsWithEinval() {
    refused(XenErrno.EINVAL, channels.abi().initControl(V0, CONTROL, 4));
  }

  @Test
  void controlBlockInAFrameOfAnotherFailsWithEinvalAndLeavesTwoLevelPorts() {
    refused(XenErrno.EINVAL, channels.abi().initControl(V0, FOREIGN, 0));
    refused(XenErrno.EINVAL, channels.abi().initControl(V0, -1L, 0));
    refused(XenErrno.EOPNOTSUPP, channels.abi().expandArray(ARRAY));
    refused(XenErrno.ENOSYS, channels.abi().setPriority(ipi(), 3));
    assertEquals(List.of(), channels.abi().heldPages());
  }

  @Test
  void secondControlBlockOfAVcpuFailsWithEinval() {
    start();
    refused(XenErrno.EINVAL, channels.abi().initControl(V0, CONTROL, SECOND_BLOCK));
    assertEquals(0, channels.abi().initControl(V1, CONTROL, SECOND_BLOCK));
    assertEquals(2, d.held.get(CONTROL));
  }

  @Test
  void failedControlBlockOfASecondVcpuLeavesTheFirst() {
    start();
    refused(XenErrno.EINVAL, channels.abi().initControl(V1, FOREIGN, 0));
    EvtchnPort port = ipi();
    send(port);
    assertEquals(port.raw(), head(DEFAULT));
  }

  // ---- expand_array

  @Test
  void expandArrayBeforeInitControlFailsWithEopnotsupp() {
    refused(XenErrno.EOPNOTSUPP, channels.abi().expandArray(ARRAY));
  }

  @Test
  void expandArrayWithAFrameOfAnotherFailsWithEinval() {
    assertEquals(0, channels.abi().initControl(V0, CONTROL, 0));
    refused(XenErrno.EINVAL, channels.abi().expandArray(FOREIGN));
    assertEquals(List.of(new Mfn(CONTROL)), channels.abi().heldPages());
  }

  @Test
  void arrayOfAllPortsIsFullAndFailsWithEnospc() {
    assertEquals(0, channels.abi().initControl(V0, CONTROL, 0));
    for (int page = 0; page < 128; page++) {
      assertEquals(0, channels.abi().expandArray(ARRAY + page));
    }
    refused(XenErrno.ENOSPC, channels.abi().expandArray(FOREIGN));
  }

  @Test
  void eventBeforeItsWordIsDeliveredWithTheWord() {
    assertEquals(0, channels.abi().initControl(V0, CONTROL, 0));
    EvtchnPort port = ipi();
    send(port);
    assertFalse(channels.isPending(port));
    assertFalse(d.upcallPending(V0));
    assertEquals(0, channels.abi().expandArray(ARRAY));
    assertTrue(channels.isPending(port));
    assertTrue(d.upcallPending(V0));
  }

  @Test
  void whatWasPendingInTwoLevelsIsPendingInTheQueue() {
    EvtchnPort quiet = ipi();
    EvtchnPort port = ipi();
    send(port);
    start();
    assertEquals(PENDING | LINKED, word(port));
    assertEquals(0, word(quiet));
    assertEquals(port.raw(), head(DEFAULT));
  }

  // ---- set_priority

  @Test
  void setPriorityOfTwoLevelPortsFailsWithEnosys() {
    refused(XenErrno.ENOSYS, channels.abi().setPriority(ipi(), 3));
    refused(XenErrno.EINVAL, channels.abi().setPriority(new EvtchnPort(5000), 3));
  }

  @Test
  void setPriorityOfAClosedPortFailsWithEacces() {
    start();
    refused(XenErrno.EACCES, channels.abi().setPriority(new EvtchnPort(1), 3));
    refused(XenErrno.EACCES, channels.abi().setPriority(new EvtchnPort(0), 3));
    refused(XenErrno.EINVAL, channels.abi().setPriority(new EvtchnPort(5000), 3));
  }

  @Test
  void setPriorityBeyondFifteenFailsWithEinval() {
    start();
    EvtchnPort port = ipi();
    refused(XenErrno.EINVAL, channels.abi().setPriority(port, 16));
    refused(XenErrno.EINVAL, channels.abi().setPriority(port, -1));
    assertEquals(0, channels.abi().setPriority(port, 15));
  }

  @Test
  void priorityChoosesTheQueue() {
    start();
    EvtchnPort port = ipi();
    assertEquals(0, channels.abi().setPriority(port, 2));
    send(port);
    assertEquals(port.raw(), head(2));
    assertEquals(1 << 2, ready());
  }

  @Test
  void newPortHasTheDefaultPriorityAgain() {
    start();
    EvtchnPort port = ipi();
    channels.abi().setPriority(port, 2);
    channels.close(port);
    assertEquals(port, ipi());
    send(port);
    assertEquals(1 << DEFAULT, ready());
  }

  // ---- closing

  @Test
  void closedPortIsNotUsedAgainWhileItIsOnAQueue() {
    start();
    EvtchnPort a = ipi();
    send(a);
    channels.close(a);
    assertEquals(LINKED, word(a));
    EvtchnPort next = ipi();
    assertEquals(a.raw() + 1, next.raw());
    word(a, 0);
    assertEquals(a, ipi());
  }

  @Test
  void moreThanTheTwoLevelPortsCanBeOpened() {
    start();
    for (int port = 1; port <= 1024; port++) {
      assertEquals(port, channels.bindIpi(V0));
    }
    assertEquals(1025, channels.bindIpi(V0));
  }

  @Test
  void limitOfTheDomainHoldsForFifoPortsToo() {
    TestDomain small = new TestDomain(2, Abi.PV32, 1, 2, PirqLines.none(0));
    small.held.put(CONTROL, 0);
    assertEquals(0, small.channels.abi().initControl(V0, CONTROL, 0));
    assertEquals(1, small.channels.bindIpi(V0));
    assertEquals(2, small.channels.bindIpi(V0));
    refused(XenErrno.ENOSPC, small.channels.bindIpi(V0));
  }

  @Test
  void resetLetsGoOfAllPagesAndGoesBackToTwoLevels() {
    start();
    assertEquals(1, d.held.get(CONTROL));
    assertEquals(1, d.held.get(ARRAY));
    ipi();
    assertEquals(0, channels.reset());
    assertEquals(0, d.held.get(CONTROL));
    assertEquals(0, d.held.get(ARRAY));
    refused(XenErrno.EOPNOTSUPP, channels.abi().expandArray(ARRAY));
    EvtchnPort port = ipi();
    send(port);
    assertEquals(1, d.selector(V0));
  }

  @Test
  void endOfTheDomainLetsGoOfAllPages() {
    start();
    ipi();
    channels.closeAll();
    assertEquals(0, d.held.get(CONTROL));
    assertEquals(0, d.held.get(ARRAY));
  }
}
