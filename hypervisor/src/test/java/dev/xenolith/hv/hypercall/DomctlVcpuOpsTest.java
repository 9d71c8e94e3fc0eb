package dev.xenolith.hv.hypercall;

import static dev.xenolith.hv.hypercall.Caller.ARRAY;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.xenolith.abi.call.Domctl;
import dev.xenolith.abi.call.XenErrno;
import dev.xenolith.abi.layout.ByteArrayBytes;
import dev.xenolith.abi.layout.Field;
import dev.xenolith.abi.xen.VcpuGuestContext;
import dev.xenolith.abi.xen.XenDomctl;
import dev.xenolith.abi.xen.XenDomctlGetvcpuinfo;
import dev.xenolith.abi.xen.XenDomctlIoportPermission;
import dev.xenolith.abi.xen.XenDomctlSchedCredit;
import dev.xenolith.abi.xen.XenDomctlSchedulerOp;
import dev.xenolith.abi.xen.XenDomctlSendtrigger;
import dev.xenolith.abi.xen.XenDomctlVcpuaffinity;
import dev.xenolith.abi.xen.XenDomctlVcpucontext;
import dev.xenolith.abi.xen.XenctlBitmap;
import dev.xenolith.hv.domain.VcpuContext;
import org.junit.jupiter.api.Test;

class DomctlVcpuOpsTest extends DomctlTestCase {
  private void contextArg(Domctl op, int domain, int vcpu) {
    about(dom0, op, domain);
    set(XenDomctl.VCPUCONTEXT, XenDomctlVcpucontext.VCPU, vcpu);
    set(XenDomctl.VCPUCONTEXT, XenDomctlVcpucontext.CTXT, ARRAY);
  }

  @Test
  void contextIsReadAndWrittenBack() {
    contextArg(Domctl.GETVCPUCONTEXT, guestId(), 0);
    assertEquals(0, op());
    byte[] context = dom0.peek(ARRAY, VcpuGuestContext.LAYOUT.size(ABI));
    assertArrayEquals(VcpuContext.get(guest.vcpu()).array(), context);
    ByteArrayBytes changed = new ByteArrayBytes(context);
    changed.putU32(VcpuGuestContext.USER_REGS.at(ABI), 0xCAFE);
    dom0.poke(ARRAY, changed.array());
    contextArg(Domctl.SETVCPUCONTEXT, guestId(), 0);
    assertEquals(0, op());
    assertEquals(0xCAFE, guest.vcpu().cpu().gpr(3));
  }

  @Test
  void contextWithOtherTablesFailsWithEopnotsupp() {
    ByteArrayBytes context = VcpuContext.get(guest.vcpu());
    context.putU32(VcpuGuestContext.CTRLREG.at(ABI, 3), 0x1000);
    dom0.poke(ARRAY, context.array());
    contextArg(Domctl.SETVCPUCONTEXT, guestId(), 0);
    refused(XenErrno.EOPNOTSUPP);
  }

  @Test
  void contextOfNoVcpuFailsWithEinvalAndOfAnEmptyOneWithEnodata() {
    contextArg(Domctl.GETVCPUCONTEXT, guestId(), 1);
    refused(XenErrno.EINVAL);
    Caller smp = Caller.withVcpus(machine, 2);
    contextArg(Domctl.GETVCPUCONTEXT, smp.id().raw(), 1);
    refused(XenErrno.ENODATA);
    contextArg(Domctl.GETVCPUCONTEXT, dom0.id().raw(), 0);
    refused(XenErrno.EINVAL);
    contextArg(Domctl.SETVCPUCONTEXT, dom0.id().raw(), 0);
    refused(XenErrno.EINVAL);
  }

  @Test
  void vcpuInfoTellsWhatItDoes() {
    guest.vcpu().block();
    about(dom0, Domctl.GETVCPUINFO, guestId());
    assertEquals(0, op());
    assertEquals(1, answer(XenDomctl.GETVCPUINFO, XenDomctlGetvcpuinfo.ONLINE));
    assertEquals(1, answer(XenDomctl.GETVCPUINFO, XenDomctlGetvcpuinfo.BLOCKED));
    set(XenDomctl.GETVCPUINFO, XenDomctlGetvcpuinfo.VCPU, 1);
    refused(XenErrno.EINVAL);
  }

  private void affinityArg(Domctl op, int flags, int map) {
    about(dom0, op, guestId());
    set(XenDomctl.VCPUAFFINITY, XenDomctlVcpuaffinity.FLAGS, flags);
    for (Field.Struct which :
        new Field.Struct[] {XenDomctlVcpuaffinity.CPUMAP_HARD, XenDomctlVcpuaffinity.CPUMAP_SOFT}) {
      long at = XenDomctl.VCPUAFFINITY.at(ABI) + which.at(ABI);
      dom0.putAt(at, XenctlBitmap.BITMAP, ARRAY).putAt(at, XenctlBitmap.NR_BITS, 32);
    }
    dom0.pokeU32(ARRAY, map);
  }

  @Test
  void affinityIsAMapOfTheCpusOnline() {
    affinityArg(Domctl.GETVCPUAFFINITY, 1, -1);
    assertEquals(0, op());
    assertEquals(1, dom0.peekU32(ARRAY));
    affinityArg(Domctl.SETVCPUAFFINITY, 1, 7);
    assertEquals(0, op());
    assertEquals(1, dom0.peekU32(ARRAY));
    affinityArg(Domctl.SETVCPUAFFINITY, 1, 6);
    refused(XenErrno.EINVAL);
    affinityArg(Domctl.SETVCPUAFFINITY, 0, 1);
    refused(XenErrno.EINVAL);
  }

  @Test
  void creditParametersAreReadBack() {
    about(dom0, Domctl.SCHEDULER_OP, guestId());
    set(XenDomctl.SCHEDULER_OP, XenDomctlSchedulerOp.SCHED_ID, 5);
    long at = XenDomctl.SCHEDULER_OP.at(ABI) + XenDomctlSchedulerOp.CREDIT.at(ABI);
    dom0.putAt(at, XenDomctlSchedCredit.WEIGHT, 512).putAt(at, XenDomctlSchedCredit.CAP, 0xFFFF);
    assertEquals(0, op());
    set(XenDomctl.SCHEDULER_OP, XenDomctlSchedulerOp.CMD, 1);
    dom0.putAt(at, XenDomctlSchedCredit.WEIGHT, 1);
    assertEquals(0, op());
    assertEquals(512, dom0.getAt(at, XenDomctlSchedCredit.WEIGHT));
    assertEquals(0, dom0.getAt(at, XenDomctlSchedCredit.CAP));
    set(XenDomctl.SCHEDULER_OP, XenDomctlSchedulerOp.CMD, 9);
    refused(XenErrno.EINVAL);
    set(XenDomctl.SCHEDULER_OP, XenDomctlSchedulerOp.SCHED_ID, 6);
    refused(XenErrno.EINVAL);
  }

  @Test
  void nmiIsTheOnlyTriggerOfAPvDomain() {
    about(dom0, Domctl.SENDTRIGGER, guestId());
    assertEquals(0, op());
    assertTrue(guest.vcpu().traps().nmiPending());
    set(XenDomctl.SENDTRIGGER, XenDomctlSendtrigger.TRIGGER, 3);
    refused(XenErrno.EINVAL);
    set(XenDomctl.SENDTRIGGER, XenDomctlSendtrigger.TRIGGER, 9);
    refused(XenErrno.ENOSYS);
  }

  @Test
  void hardwareThatDomain0DoesNotHaveCannotBeGiven() {
    assertEquals(XenErrno.EPERM.result(), simple(Domctl.IRQ_PERMISSION, guestId()));
    about(dom0, Domctl.IOPORT_PERMISSION, guestId());
    refused(XenErrno.EINVAL);
    set(XenDomctl.IOPORT_PERMISSION, XenDomctlIoportPermission.NR_PORTS, 8);
    refused(XenErrno.EPERM);
  }
}
