package dev.xenolith.hv.hypercall;

import static dev.xenolith.abi.call.Hypercall.DOMCTL;
import static dev.xenolith.hv.hypercall.Caller.ARG;
import static dev.xenolith.hv.hypercall.Caller.ARRAY;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.xenolith.abi.call.Domctl;
import dev.xenolith.abi.call.ShutdownReason;
import dev.xenolith.abi.call.XenErrno;
import dev.xenolith.abi.layout.Abi;
import dev.xenolith.abi.layout.Field;
import dev.xenolith.abi.num.EvtchnPort;
import dev.xenolith.abi.num.Virq;
import dev.xenolith.abi.xen.VirqLine;
import dev.xenolith.abi.xen.XenDomctl;
import dev.xenolith.abi.xen.XenDomctlAddressSize;
import dev.xenolith.abi.xen.XenDomctlCreatedomain;
import dev.xenolith.abi.xen.XenDomctlGetdomaininfo;
import dev.xenolith.abi.xen.XenDomctlGetpageframeinfo3;
import dev.xenolith.abi.xen.XenDomctlHypercallInit;
import dev.xenolith.abi.xen.XenDomctlMaxMem;
import dev.xenolith.abi.xen.XenDomctlMaxVcpus;
import dev.xenolith.abi.xen.XenDomctlSetVirqHandler;
import dev.xenolith.abi.xen.XenDomctlSetdomainhandle;
import dev.xenolith.abi.xen.XenDomctlTscInfo;
import dev.xenolith.hv.domain.Domain;
import dev.xenolith.hv.kit.TestDomain;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class DomctlOpsTest extends DomctlTestCase {
  // ---- who may, and in which version

  @Test
  void otherInterfaceVersionFailsWithEacces() {
    about(dom0, Domctl.GETDOMAININFO, guestId()).put(XenDomctl.INTERFACE_VERSION, 0x16);
    refused(XenErrno.EACCES);
  }

  @Test
  void ordinaryDomainFailsWithEperm() {
    about(guest, Domctl.PAUSEDOMAIN, guestId());
    guest.assertRefused(XenErrno.EPERM, DOMCTL, ARG);
    about(guest, Domctl.CREATEDOMAIN, 0);
    guest.assertRefused(XenErrno.EPERM, DOMCTL, ARG);
  }

  @Test
  void unknownDomainFailsWithEsrchBeforePrivilegeIsAskedFor() {
    about(guest, Domctl.PAUSEDOMAIN, 99);
    guest.assertRefused(XenErrno.ESRCH, DOMCTL, ARG);
  }

  @Test
  void unknownCommandFailsWithEnosys() {
    about(dom0, Domctl.PAUSEDOMAIN, guestId()).put(XenDomctl.CMD, 999);
    refused(XenErrno.ENOSYS);
  }

  @Test
  void unreadableStructureFailsWithEfault() {
    dom0.assertRefused(XenErrno.EFAULT, DOMCTL, 0x10);
  }

  // ---- life

  private void createArg() {
    about(dom0, Domctl.CREATEDOMAIN, 0);
    set(XenDomctl.CREATEDOMAIN, XenDomctlCreatedomain.MAX_VCPUS, 2);
    set(XenDomctl.CREATEDOMAIN, XenDomctlCreatedomain.GRANT_OPTS, 1);
    set(XenDomctl.CREATEDOMAIN, XenDomctlCreatedomain.MAX_EVTCHN_PORT, 1023);
    set(XenDomctl.CREATEDOMAIN, XenDomctlCreatedomain.MAX_GRANT_FRAMES, -1);
    set(XenDomctl.CREATEDOMAIN, XenDomctlCreatedomain.MAX_MAPTRACK_FRAMES, -1);
  }

  private Domain create() {
    createArg();
    assertEquals(0, op());
    return machine.xen().domains().find((int) dom0.get(XenDomctl.DOMAIN));
  }

  @Test
  void createdDomainIsEmptyPausedAnd64Bit() {
    Domain domain = create();
    assertTrue(domain.isPaused());
    assertEquals(Abi.PV64, domain.abi());
    assertEquals(0, domain.vcpuCount());
    assertEquals(0, domain.memory().totalPages());
    assertFalse(domain.isPrivileged());
  }

  @Test
  void chosenIdentifierIsTakenOnce() {
    createArg();
    dom0.put(XenDomctl.DOMAIN, 300);
    assertEquals(0, op());
    assertNotNull(machine.xen().domains().find(300));
    refused(XenErrno.EEXIST);
  }

  private void refusedCreate(Field.Number field, long value) {
    createArg();
    set(XenDomctl.CREATEDOMAIN, field, value);
    refused(XenErrno.EINVAL);
  }

  @Test
  void impossibleConfigurationsFailWithEinval() {
    refusedCreate(XenDomctlCreatedomain.FLAGS, 1);
    refusedCreate(XenDomctlCreatedomain.FLAGS, 1 << 20);
    refusedCreate(XenDomctlCreatedomain.MAX_VCPUS, 0);
    refusedCreate(XenDomctlCreatedomain.MAX_VCPUS, 8193);
    refusedCreate(XenDomctlCreatedomain.GRANT_OPTS, 0);
    refusedCreate(XenDomctlCreatedomain.GRANT_OPTS, 3);
    refusedCreate(XenDomctlCreatedomain.MAX_GRANT_FRAMES, 65);
    refusedCreate(XenDomctlCreatedomain.MAX_MAPTRACK_FRAMES, 1025);
    refusedCreate(XenDomctlCreatedomain.IOMMU_OPTS, 1);
    refusedCreate(XenDomctlCreatedomain.VMTRACE_SIZE, 4096);
  }

  @Test
  void destroyedDomainIsGone() {
    assertEquals(0, simple(Domctl.DESTROYDOMAIN, guestId()));
    assertNull(machine.xen().domains().find(guestId()));
    assertEquals(XenErrno.ESRCH.result(), simple(Domctl.DESTROYDOMAIN, guestId()));
  }

  @Test
  void domainCannotPauseResumeOrDestroyItself() {
    for (Domctl op : new Domctl[] {Domctl.PAUSEDOMAIN, Domctl.RESUMEDOMAIN, Domctl.DESTROYDOMAIN}) {
      assertEquals(XenErrno.EINVAL.result(), simple(op, dom0.id().raw()));
    }
  }

  @Test
  void pausesAreCounted() {
    assertEquals(0, simple(Domctl.PAUSEDOMAIN, guestId()));
    assertEquals(0, simple(Domctl.PAUSEDOMAIN, guestId()));
    assertEquals(0, simple(Domctl.UNPAUSEDOMAIN, guestId()));
    assertTrue(guest.domain().isPaused());
    assertEquals(0, simple(Domctl.UNPAUSEDOMAIN, guestId()));
    assertFalse(guest.domain().isPaused());
    assertEquals(XenErrno.EINVAL.result(), simple(Domctl.UNPAUSEDOMAIN, guestId()));
  }

  @Test
  void resumedDomainForgetsItsShutdown() {
    guest.domain().shutdown(ShutdownReason.SUSPEND);
    assertEquals(0, simple(Domctl.RESUMEDOMAIN, guestId()));
    assertNull(guest.domain().shutdownReason());
  }

  @Test
  void maxVcpusMakesThoseTheDomainWasCreatedFor() {
    Domain domain = create();
    about(dom0, Domctl.MAX_VCPUS, domain.id().raw());
    set(XenDomctl.MAX_VCPUS, XenDomctlMaxVcpus.MAX, 3);
    refused(XenErrno.EINVAL);
    set(XenDomctl.MAX_VCPUS, XenDomctlMaxVcpus.MAX, 2);
    assertEquals(0, op());
    assertEquals(2, domain.vcpuCount());
    assertTrue(domain.vcpu(1).isDown());
  }

  @Test
  void maxMemIsInKibibytes() {
    about(dom0, Domctl.MAX_MEM, guestId());
    set(XenDomctl.MAX_MEM, XenDomctlMaxMem.MAX_MEMKB, 4097);
    assertEquals(0, op());
    assertEquals(1024, guest.domain().memory().maxPages());
  }

  @Test
  void addressSizeCanBeNarrowedOnce() {
    Domain domain = create();
    about(dom0, Domctl.SET_ADDRESS_SIZE, domain.id().raw());
    set(XenDomctl.ADDRESS_SIZE, XenDomctlAddressSize.SIZE, 32);
    assertEquals(0, op());
    assertEquals(0, op());
    assertEquals(Abi.PV32, domain.abi());
    set(XenDomctl.ADDRESS_SIZE, XenDomctlAddressSize.SIZE, 64);
    refused(XenErrno.EINVAL);
    simple(Domctl.GET_ADDRESS_SIZE, domain.id().raw());
    assertEquals(32, answer(XenDomctl.ADDRESS_SIZE, XenDomctlAddressSize.SIZE));
  }

  @Test
  void addressSizeOfADomainWithPagesFailsWithEacces() {
    Domain domain = create();
    domain.memory().setMaxPages(4);
    machine.xen().paging().allocate(domain.memory(), 0, 0);
    about(dom0, Domctl.SET_ADDRESS_SIZE, domain.id().raw());
    set(XenDomctl.ADDRESS_SIZE, XenDomctlAddressSize.SIZE, 32);
    refused(XenErrno.EACCES);
  }

  @Test
  void handleIsReadBack() {
    about(dom0, Domctl.SETDOMAINHANDLE, guestId());
    byte[] handle = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    long at = XenDomctl.SETDOMAINHANDLE.at(ABI) + XenDomctlSetdomainhandle.HANDLE.at(ABI);
    dom0.poke(ARG + at, handle);
    assertEquals(0, op());
    assertArrayEquals(handle, guest.domain().handle());
  }

  // ---- information

  @Test
  void infoDescribesTheDomain() {
    assertEquals(0, simple(Domctl.GETDOMAININFO, guestId()));
    assertEquals(
        guest.domain().memory().totalPages(),
        answer(XenDomctl.GETDOMAININFO, XenDomctlGetdomaininfo.TOT_PAGES));
    assertEquals(1, answer(XenDomctl.GETDOMAININFO, XenDomctlGetdomaininfo.NR_ONLINE_VCPUS));
    assertEquals(
        guest.domain().sharedInfo().raw(),
        answer(XenDomctl.GETDOMAININFO, XenDomctlGetdomaininfo.SHARED_INFO_FRAME));
    assertEquals(0xFFFF0000L, answer(XenDomctl.GETDOMAININFO, XenDomctlGetdomaininfo.FLAGS));
  }

  @Test
  void infoTellsPauseAndShutdown() {
    guest.domain().pause();
    guest.domain().shutdown(ShutdownReason.CRASH);
    simple(Domctl.GETDOMAININFO, guestId());
    long flags = answer(XenDomctl.GETDOMAININFO, XenDomctlGetdomaininfo.FLAGS);
    assertEquals(1 << 2 | 1 << 3 | ShutdownReason.CRASH.number << 16, flags);
  }

  @Test
  void infoOfAHoleIsAboutTheNextDomain() {
    Caller third = Caller.on(machine);
    simple(Domctl.DESTROYDOMAIN, guestId());
    assertEquals(0, simple(Domctl.GETDOMAININFO, guestId()));
    assertEquals(third.id().raw(), dom0.get(XenDomctl.DOMAIN));
    assertEquals(XenErrno.ESRCH.result(), simple(Domctl.GETDOMAININFO, 1000));
    assertEquals(XenErrno.EINVAL.result(), simple(Domctl.GETDOMAININFO, 0x7FF0));
  }

  @Test
  void frameInfoKnowsTablesAndPins() {
    long[] frames = {
      guest.test.mfnOf(TestDomain.L3),
      guest.test.mfnOf(TestDomain.L1),
      guest.test.mfnOf(TestDomain.DATA),
      dom0.test.mfnOf(TestDomain.DATA)
    };
    for (int i = 0; i < frames.length; i++) {
      dom0.pokeU32(ARRAY + 4L * i, frames[i]);
    }
    about(dom0, Domctl.GETPAGEFRAMEINFO3, guestId());
    set(XenDomctl.GETPAGEFRAMEINFO3, XenDomctlGetpageframeinfo3.NUM, frames.length);
    set(XenDomctl.GETPAGEFRAMEINFO3, XenDomctlGetpageframeinfo3.ARRAY, ARRAY);
    assertEquals(0, op());
    assertEquals(3 << 28, dom0.peekU32(ARRAY));
    assertEquals(1 << 28, dom0.peekU32(ARRAY + 4));
    assertEquals(0, dom0.peekU32(ARRAY + 8));
    assertEquals(0xF << 28, dom0.peekU32(ARRAY + 12));
  }

  @Test
  void frameInfoOfTooManyFramesFailsWithE2big() {
    about(dom0, Domctl.GETPAGEFRAMEINFO3, guestId());
    set(XenDomctl.GETPAGEFRAMEINFO3, XenDomctlGetpageframeinfo3.NUM, 1025);
    refused(XenErrno.E2BIG);
    set(XenDomctl.GETPAGEFRAMEINFO3, XenDomctlGetpageframeinfo3.NUM, 1L << 32);
    refused(XenErrno.E2BIG);
  }

  @Test
  void hypercallPageIsFilledWithStubs() {
    about(dom0, Domctl.HYPERCALL_INIT, guestId());
    set(XenDomctl.HYPERCALL_INIT, XenDomctlHypercallInit.GMFN, guest.test.mfnOf(TestDomain.DATA));
    assertEquals(0, op());
    assertArrayEquals(
        new byte[] {(byte) 0xB8, 1, 0, 0, 0, (byte) 0xCD, (byte) 0x82, (byte) 0xC3},
        guest.peek(TestDomain.DATA + 32, 8));
  }

  @Test
  void hypercallPageMustBeAWritablePageOfTheDomain() {
    about(dom0, Domctl.HYPERCALL_INIT, guestId());
    set(XenDomctl.HYPERCALL_INIT, XenDomctlHypercallInit.GMFN, dom0.test.mfnOf(TestDomain.DATA));
    refused(XenErrno.EINVAL);
    set(XenDomctl.HYPERCALL_INIT, XenDomctlHypercallInit.GMFN, guest.test.mfnOf(TestDomain.L1));
    refused(XenErrno.EPERM);
    set(XenDomctl.HYPERCALL_INIT, XenDomctlHypercallInit.GMFN, -1);
    refused(XenErrno.EINVAL);
  }

  @Test
  void tscModeIsReadBackWithTheNextIncarnation() {
    about(dom0, Domctl.SETTSCINFO, guestId());
    set(XenDomctl.TSC_INFO, XenDomctlTscInfo.TSC_MODE, 2);
    assertEquals(0, op());
    simple(Domctl.GETTSCINFO, guestId());
    assertEquals(2, answer(XenDomctl.TSC_INFO, XenDomctlTscInfo.TSC_MODE));
    assertEquals(1, answer(XenDomctl.TSC_INFO, XenDomctlTscInfo.INCARNATION));
    about(dom0, Domctl.SETTSCINFO, guestId());
    set(XenDomctl.TSC_INFO, XenDomctlTscInfo.TSC_MODE, 9);
    refused(XenErrno.EINVAL);
  }

  @Test
  void virqHandlerHearsOfDomainsThatEnd() {
    guest.domain().events().bindVirq(new Virq(VirqLine.DOM_EXC.number), guest.vcpu().id());
    about(dom0, Domctl.SET_VIRQ_HANDLER, guestId());
    set(XenDomctl.SET_VIRQ_HANDLER, XenDomctlSetVirqHandler.VIRQ, VirqLine.DOM_EXC.number);
    assertEquals(0, op());
    Caller.on(machine).domain().shutdown(ShutdownReason.POWEROFF);
    assertTrue(guest.domain().events().isPending(new EvtchnPort(1)));
    set(XenDomctl.SET_VIRQ_HANDLER, XenDomctlSetVirqHandler.VIRQ, VirqLine.TIMER.number);
    refused(XenErrno.EINVAL);
  }
}
