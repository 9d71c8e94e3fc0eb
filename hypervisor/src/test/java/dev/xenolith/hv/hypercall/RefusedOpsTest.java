package dev.xenolith.hv.hypercall;

import static dev.xenolith.abi.call.Hypercall.EVENT_CHANNEL_OP;
import static dev.xenolith.abi.call.Hypercall.MEMORY_OP;
import static dev.xenolith.abi.call.Hypercall.PHYSDEV_OP;
import static dev.xenolith.abi.call.Hypercall.XENPMU_OP;
import static dev.xenolith.hv.hypercall.Caller.ARG;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.xenolith.abi.call.EventChannelOp;
import dev.xenolith.abi.call.Hypercall;
import dev.xenolith.abi.call.MemoryOp;
import dev.xenolith.abi.call.PhysdevOp;
import dev.xenolith.abi.call.XenErrno;
import dev.xenolith.abi.call.XenPmuOp;
import dev.xenolith.abi.layout.Abi;
import dev.xenolith.abi.num.DomId;
import dev.xenolith.hv.Hypervisor;
import dev.xenolith.hv.kit.TestDomain;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How an ordinary domain is refused what it cannot have; the real Xen 4.17 was asked first. */
class RefusedOpsTest {
  private static final long UNMAPPED = 0x40000000;

  private final Hypervisor machine = TestDomain.machine();
  private final Caller caller = Caller.on(machine);
  private final Caller other = Caller.on(machine);

  @AfterEach
  void close() {
    machine.close();
  }

  private void about(DomId domain) {
    caller.pokeU32(ARG, domain.raw());
  }

  private void memory(XenErrno error, MemoryOp op) {
    caller.assertRefused(error, MEMORY_OP, op.number, ARG);
  }

  @Test
  void aBadPointerIsFoundBeforeAnythingElse() {
    for (MemoryOp op :
        new MemoryOp[] {MemoryOp.ADD_TO_PHYSMAP, MemoryOp.GET_POD_TARGET, MemoryOp.GET_VNUMAINFO}) {
      caller.assertRefused(XenErrno.EFAULT, MEMORY_OP, op.number, UNMAPPED);
    }
  }

  @Test
  void aPvDomainHasNoPhysmap() {
    about(DomId.SELF);
    memory(XenErrno.EACCES, MemoryOp.ADD_TO_PHYSMAP);
    memory(XenErrno.EACCES, MemoryOp.REMOVE_FROM_PHYSMAP);
    about(other.id());
    memory(XenErrno.EPERM, MemoryOp.ADD_TO_PHYSMAP);
  }

  @Test
  void aPvDomainPopulatesNothingOnDemandWhoeverAsks() {
    caller.pokeU32(ARG + 32, other.id().raw());
    memory(XenErrno.EINVAL, MemoryOp.GET_POD_TARGET);
    memory(XenErrno.EINVAL, MemoryOp.SET_POD_TARGET);
  }

  @Test
  void thereIsNoVirtualNuma() {
    about(DomId.SELF);
    memory(XenErrno.EOPNOTSUPP, MemoryOp.GET_VNUMAINFO);
    about(other.id());
    memory(XenErrno.EPERM, MemoryOp.GET_VNUMAINFO);
  }

  @Test
  void hardwareIsTheControlDomains() {
    for (PhysdevOp op :
        new PhysdevOp[] {PhysdevOp.MAP_PIRQ, PhysdevOp.APIC_READ, PhysdevOp.PCI_DEVICE_ADD}) {
      caller.assertRefused(XenErrno.EPERM, PHYSDEV_OP, op.number, ARG);
    }
  }

  @Test
  void aPageForEndsOfInterruptsIsTakenOnceAndHeld() {
    int op = PhysdevOp.PIRQ_EOI_GMFN_V2.number;
    caller.assertRefused(XenErrno.EFAULT, PHYSDEV_OP, op, UNMAPPED);
    caller.pokeU32(ARG, 0x7FFFFFF);
    caller.assertRefused(XenErrno.EINVAL, PHYSDEV_OP, op, ARG);
    long page = caller.test.mfnOf(ARG);
    caller.pokeU32(ARG, page);
    assertEquals(0, caller.call(PHYSDEV_OP, op, ARG));
    caller.assertRefused(XenErrno.EBUSY, PHYSDEV_OP, op, ARG);
    caller.domain().destroy();
    assertTrue(caller.domain().isDead());
  }

  @Test
  void aSlotOfHypercallsThatAreNotBuiltRefusesAsXenDoes() {
    caller.pokeU32(ARG + 4, 0x03000001);
    caller.assertRefused(XenErrno.EPERM, Hypercall.PLATFORM_OP, ARG);
    caller.pokeU32(ARG + 4, 0);
    caller.assertRefused(XenErrno.EACCES, Hypercall.PLATFORM_OP, ARG);
    caller.assertRefused(XenErrno.EFAULT, Hypercall.PLATFORM_OP, UNMAPPED);
    caller.assertRefused(XenErrno.EPERM, Hypercall.KEXEC_OP, 3, ARG);
    caller.assertRefused(XenErrno.EPERM, Hypercall.HYPFS_OP, 0);
    caller.assertRefused(XenErrno.EPERM, Hypercall.MCA, ARG);
    caller.assertRefused(XenErrno.ENODEV, Hypercall.XENOPROF_OP, 0, ARG);
    caller.assertRefused(XenErrno.EFAULT, Hypercall.PAGING_DOMCTL_CONT, 0);
  }

  @Test
  void domain0MeetsEnosysWhereNothingIsBuilt() {
    Caller dom0 = Caller.privileged(machine);
    dom0.pokeU32(ARG + 4, 0x03000001);
    dom0.assertRefused(XenErrno.ENOSYS, Hypercall.PLATFORM_OP, ARG);
    dom0.assertRefused(XenErrno.ENOSYS, Hypercall.KEXEC_OP, 3, ARG);
    dom0.assertRefused(XenErrno.ENOSYS, Hypercall.MCA, ARG);
  }

  @Test
  void aDeviceModelIsForAnotherDomain() {
    caller.assertRefused(XenErrno.ENODATA, Hypercall.DM_OP, other.id().raw(), 0, 0);
    caller.assertRefused(XenErrno.E2BIG, Hypercall.DM_OP, other.id().raw(), 9, ARG);
    caller.assertRefused(XenErrno.EFAULT, Hypercall.DM_OP, other.id().raw(), 1, UNMAPPED);
    caller.assertRefused(XenErrno.EINVAL, Hypercall.DM_OP, other.id().raw(), 1, ARG);
    caller.assertRefused(XenErrno.EPERM, Hypercall.DM_OP, caller.id().raw(), 1, ARG);
    caller.assertRefused(XenErrno.ESRCH, Hypercall.DM_OP, DomId.SELF.raw(), 1, ARG);
  }

  @Test
  void performanceCountersAreOff() {
    for (XenPmuOp op : XenPmuOp.values()) {
      caller.assertRefused(XenErrno.EOPNOTSUPP, XENPMU_OP, op.number, ARG);
    }
  }

  @Test
  void continuingTheResetOfAnotherNeedsPrivilegeFirst() {
    about(other.id());
    int op = EventChannelOp.RESET_CONT.number;
    caller.assertRefused(XenErrno.EPERM, EVENT_CHANNEL_OP, op, ARG);
    about(DomId.SELF);
    caller.assertRefused(XenErrno.EBUSY, EVENT_CHANNEL_OP, op, ARG);
  }

  @Test
  void whatLiesBetweenTheCanonicalHalvesIsNoGuests() {
    assertTrue(GuestCopy.isGuestRange(Abi.PV64, (1L << 47) - 8, 8));
    assertFalse(GuestCopy.isGuestRange(Abi.PV64, (1L << 47) - 7, 8));
    assertFalse(GuestCopy.isGuestRange(Abi.PV64, 0x9L << 44, 8));
    assertFalse(GuestCopy.isGuestRange(Abi.PV64, 0xFFFF7L << 44, 8));
    assertTrue(GuestCopy.isGuestRange(Abi.PV64, -8L, 8));
  }
}
