package dev.xenolith.hv.hypercall;

import static dev.xenolith.abi.call.Hypercall.VCPU_OP;
import static dev.xenolith.hv.hypercall.Caller.ARG;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.xenolith.abi.call.ShutdownReason;
import dev.xenolith.abi.call.VcpuOp;
import dev.xenolith.abi.call.VmAssist;
import dev.xenolith.abi.call.XenErrno;
import dev.xenolith.abi.layout.Abi;
import dev.xenolith.abi.layout.ByteArrayBytes;
import dev.xenolith.abi.num.EvtchnPort;
import dev.xenolith.abi.num.Virq;
import dev.xenolith.abi.xen.VcpuGuestContext;
import dev.xenolith.abi.xen.VcpuInfo;
import dev.xenolith.abi.xen.VcpuRegisterRunstateMemoryArea;
import dev.xenolith.abi.xen.VcpuRegisterTimeMemoryArea;
import dev.xenolith.abi.xen.VcpuRegisterVcpuInfo;
import dev.xenolith.abi.xen.VcpuRunstateInfo;
import dev.xenolith.abi.xen.VcpuSetPeriodicTimer;
import dev.xenolith.abi.xen.VcpuSetSingleshotTimer;
import dev.xenolith.abi.xen.VcpuTimeInfo;
import dev.xenolith.hv.Hypervisor;
import dev.xenolith.hv.domain.VcpuContext;
import dev.xenolith.hv.kit.TestDomain;
import dev.xenolith.hv.machine.cpu.FpuState;
import dev.xenolith.hv.mm.FrameType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class VcpuOpsTest {
  private static final long AREA = TestDomain.DATA + 0x6000;

  private final Hypervisor machine = TestDomain.machine();
  private final Caller a = Caller.withVcpus(machine, 2);

  @AfterEach
  void close() {
    machine.close();
  }

  private long op(VcpuOp op, int vcpu) {
    return a.call(VCPU_OP, op.number, vcpu, ARG);
  }

  private void refused(XenErrno error, VcpuOp op, int vcpu) {
    a.assertRefused(error, VCPU_OP, op.number, vcpu, ARG);
  }

  private void pass(long nanos) {
    machine.xen().clock().idleUntil(machine.xen().clock().now() + nanos);
    machine.xen().timers().runExpired();
  }

  @Test
  void absentVcpuFailsWithEnoent() {
    for (VcpuOp op : VcpuOp.values()) {
      refused(XenErrno.ENOENT, op, 2);
      refused(XenErrno.ENOENT, op, -1);
    }
  }

  @Test
  void secondVcpuIsDownUntilInitialisedAndBroughtUp() {
    assertEquals(1, op(VcpuOp.IS_UP, 0));
    assertEquals(0, op(VcpuOp.IS_UP, 1));
    refused(XenErrno.EINVAL, VcpuOp.UP, 1);
    a.poke(ARG, VcpuContext.get(a.vcpu()).array());
    assertEquals(0, op(VcpuOp.INITIALISE, 1));
    assertEquals(0, op(VcpuOp.UP, 1));
    assertEquals(1, op(VcpuOp.IS_UP, 1));
    assertTrue(a.domain().vcpu(1).isRunnable());
  }

  private FpuState initialiseSecondLike(int flagsToClear) {
    FpuState fpu = a.vcpu().cpu().fpu();
    fpu.setControl(0x27F);
    fpu.setTop(7);
    fpu.setFull(0x80);
    fpu.setRegister(7, Long.MIN_VALUE, 0x3FFF);
    fpu.setMxcsr(0x9F80);
    fpu.xmm()[31] = 77;
    ByteArrayBytes context = VcpuContext.get(a.vcpu());
    long flags = VcpuGuestContext.FLAGS.get(context, 0, Abi.PV32);
    VcpuGuestContext.FLAGS.put(context, 0, Abi.PV32, flags & ~flagsToClear);
    a.poke(ARG, context.array());
    assertEquals(0, op(VcpuOp.INITIALISE, 1));
    return a.domain().vcpu(1).cpu().fpu();
  }

  @Test
  void aContextCarriesTheFloatingPointState() {
    FpuState second = initialiseSecondLike(0);
    assertEquals(0x27F, second.control());
    assertEquals(7, second.top());
    assertEquals(0x80, second.full());
    assertEquals(Long.MIN_VALUE, second.significand(7));
    assertEquals(0x3FFF, second.signExponent(7));
    assertEquals(0x9F80, second.mxcsr());
    assertEquals(77, second.xmm()[31]);
    assertEquals(FpuState.XCR0_ALL, second.xcr0());
  }

  @Test
  void aVcpuWithoutFloatingPointStateStartsClean() {
    FpuState second = initialiseSecondLike(VcpuGuestContext.VGCF_I387_VALID);
    assertEquals(FpuState.CONTROL_RESET, second.control());
    assertEquals(0, second.full());
    assertEquals(FpuState.MXCSR_RESET, second.mxcsr());
    assertEquals(0, second.inUse());
  }

  @Test
  void initialisingTwiceFailsWithEexist() {
    a.poke(ARG, VcpuContext.get(a.vcpu()).array());
    refused(XenErrno.EEXIST, VcpuOp.INITIALISE, 0);
  }

  @Test
  void lastVcpuThatGoesDownPowersTheDomainOff() {
    assertEquals(0, op(VcpuOp.DOWN, 0));
    assertEquals(ShutdownReason.POWEROFF, a.domain().shutdownReason());
  }

  @Test
  void vcpuGoesDownAloneWhileAnotherIsUp() {
    a.poke(ARG, VcpuContext.get(a.vcpu()).array());
    op(VcpuOp.INITIALISE, 1);
    op(VcpuOp.UP, 1);
    assertEquals(0, op(VcpuOp.DOWN, 1));
    assertEquals(0, op(VcpuOp.IS_UP, 1));
    assertEquals(null, a.domain().shutdownReason());
  }

  @Test
  void runstateInfoSaysWhatTheVcpuHasDone() {
    a.arg(VcpuRunstateInfo.LAYOUT);
    assertEquals(0, op(VcpuOp.GET_RUNSTATE_INFO, 1));
    assertEquals(3, a.get(VcpuRunstateInfo.STATE));
  }

  @Test
  void registeredRunstateFollowsTheVcpu() {
    a.domain().setVmAssist(1L << VmAssist.RUNSTATE_UPDATE_FLAG.number);
    a.arg(VcpuRegisterRunstateMemoryArea.LAYOUT).put(VcpuRegisterRunstateMemoryArea.ADDR_V, AREA);
    assertEquals(0, op(VcpuOp.REGISTER_RUNSTATE_MEMORY_AREA, 0));
    pass(1000);
    a.vcpu().setRunning(true);
    assertEquals(0, a.peekU32(AREA + VcpuRunstateInfo.STATE.at(Abi.PV32)));
    a.vcpu().setRunning(false);
    assertEquals(1, a.peekU32(AREA + VcpuRunstateInfo.STATE.at(Abi.PV32)));
    int high = a.peekU32(AREA + VcpuRunstateInfo.STATE_ENTRY_TIME.at(Abi.PV32) + 4);
    assertEquals(0, high >>> 31, "the update flag is off again");
  }

  @Test
  void areaInTheHypervisorFailsWithEfault() {
    a.arg(VcpuRegisterRunstateMemoryArea.LAYOUT)
        .put(VcpuRegisterRunstateMemoryArea.ADDR_V, 0xF5800000L);
    refused(XenErrno.EFAULT, VcpuOp.REGISTER_RUNSTATE_MEMORY_AREA, 0);
    refused(XenErrno.EFAULT, VcpuOp.REGISTER_VCPU_TIME_MEMORY_AREA, 0);
  }

  @Test
  void registeredTimeAreaHasTheTimeWithAnEvenVersion() {
    pass(12_345);
    a.arg(VcpuRegisterTimeMemoryArea.LAYOUT).put(VcpuRegisterTimeMemoryArea.ADDR_V, AREA);
    assertEquals(0, op(VcpuOp.REGISTER_VCPU_TIME_MEMORY_AREA, 0));
    assertEquals(0, a.peekU32(AREA) & 1);
    assertTrue(a.peekU32(AREA + VcpuTimeInfo.SYSTEM_TIME.at(Abi.PV32)) >= 12_345);
  }

  private void infoAt(long mfn, long offset) {
    a.arg(VcpuRegisterVcpuInfo.LAYOUT)
        .put(VcpuRegisterVcpuInfo.MFN, mfn)
        .put(VcpuRegisterVcpuInfo.OFFSET, offset);
  }

  @Test
  void registeredVcpuInfoHasEverythingPending() {
    long mfn = a.test.mfnOf(AREA);
    infoAt(mfn, 128);
    assertEquals(0, op(VcpuOp.REGISTER_VCPU_INFO, 0));
    assertEquals(-1, a.peekU32(AREA + 128 + VcpuInfo.EVTCHN_PENDING_SEL.at(Abi.PV32)));
    assertEquals(1, a.vcpu().upcallPending());
    assertEquals(1, a.vcpu().upcallMask());
    assertEquals(FrameType.WRITABLE, machine.xen().paging().frames().type(mfn));
  }

  @Test
  void eventsArriveInTheRegisteredVcpuInfo() {
    infoAt(a.test.mfnOf(AREA), 0);
    op(VcpuOp.REGISTER_VCPU_INFO, 0);
    a.poke(AREA, new byte[64]);
    a.domain().events().bindIpi(a.vcpu().id());
    a.domain().events().send(new EvtchnPort(1));
    assertEquals(1, a.peek(AREA, 1)[0]);
  }

  @Test
  void vcpuInfoIsRegisteredOnce() {
    infoAt(a.test.mfnOf(AREA), 0);
    assertEquals(0, op(VcpuOp.REGISTER_VCPU_INFO, 0));
    refused(XenErrno.EINVAL, VcpuOp.REGISTER_VCPU_INFO, 0);
  }

  @Test
  void vcpuInfoMustLieInItsPageAndBeAligned() {
    infoAt(a.test.mfnOf(AREA), 4096 - 63);
    refused(XenErrno.ENXIO, VcpuOp.REGISTER_VCPU_INFO, 0);
    infoAt(a.test.mfnOf(AREA), 2);
    refused(XenErrno.ENXIO, VcpuOp.REGISTER_VCPU_INFO, 0);
    infoAt(a.test.mfnOf(AREA), 4096 - 64);
    assertEquals(0, op(VcpuOp.REGISTER_VCPU_INFO, 0));
  }

  @Test
  void vcpuInfoMustBeAWritablePageOfTheDomain() {
    infoAt(a.test.mfnOf(TestDomain.L1), 0);
    refused(XenErrno.EINVAL, VcpuOp.REGISTER_VCPU_INFO, 0);
    infoAt(1L << 40, 0);
    refused(XenErrno.EINVAL, VcpuOp.REGISTER_VCPU_INFO, 0);
    infoAt(-1, 0);
    refused(XenErrno.EINVAL, VcpuOp.REGISTER_VCPU_INFO, 0);
    infoAt(Caller.on(machine).test.mfnOf(AREA), 0);
    refused(XenErrno.EINVAL, VcpuOp.REGISTER_VCPU_INFO, 0);
  }

  @Test
  void periodicTimerTakesNoShorterPeriodThanAMillisecond() {
    a.arg(VcpuSetPeriodicTimer.LAYOUT).put(VcpuSetPeriodicTimer.PERIOD_NS, 999_999);
    refused(XenErrno.EINVAL, VcpuOp.SET_PERIODIC_TIMER, 0);
    a.put(VcpuSetPeriodicTimer.PERIOD_NS, -1);
    refused(XenErrno.EINVAL, VcpuOp.SET_PERIODIC_TIMER, 0);
    a.put(VcpuSetPeriodicTimer.PERIOD_NS, 1_000_000);
    assertEquals(0, op(VcpuOp.SET_PERIODIC_TIMER, 0));
    assertEquals(1_000_000, a.vcpu().timers().period());
    assertEquals(0, op(VcpuOp.STOP_PERIODIC_TIMER, 0));
    assertEquals(0, a.vcpu().timers().period());
  }

  @Test
  void singleshotTimerIsOnlyForTheCaller() {
    a.arg(VcpuSetSingleshotTimer.LAYOUT);
    refused(XenErrno.EINVAL, VcpuOp.SET_SINGLESHOT_TIMER, 1);
    refused(XenErrno.EINVAL, VcpuOp.STOP_SINGLESHOT_TIMER, 1);
  }

  @Test
  void singleshotTimerRaisesTheTimerLine() {
    op(VcpuOp.STOP_PERIODIC_TIMER, 0);
    a.domain().events().bindVirq(new Virq(0), a.vcpu().id());
    a.arg(VcpuSetSingleshotTimer.LAYOUT)
        .put(VcpuSetSingleshotTimer.TIMEOUT_ABS_NS, machine.xen().clock().now() + 5000);
    assertEquals(0, op(VcpuOp.SET_SINGLESHOT_TIMER, 0));
    pass(1000);
    assertFalse(a.domain().events().isPending(new EvtchnPort(1)));
    pass(5000);
    assertTrue(a.domain().events().isPending(new EvtchnPort(1)));
  }

  @Test
  void nmiTakesNoArgument() {
    refused(XenErrno.EINVAL, VcpuOp.SEND_NMI, 0);
    assertEquals(0, a.call(VCPU_OP, VcpuOp.SEND_NMI.number, 1, 0));
    assertTrue(a.domain().vcpu(1).traps().nmiPending());
  }

  @Test
  void physicalIdIsForPinnedVcpusOfTheHardwareDomain() {
    refused(XenErrno.EINVAL, VcpuOp.GET_PHYSID, 0);
  }

  @Test
  void unknownOperationFailsWithEnosys() {
    a.assertRefused(XenErrno.ENOSYS, VCPU_OP, 14, 0, ARG);
  }
}
