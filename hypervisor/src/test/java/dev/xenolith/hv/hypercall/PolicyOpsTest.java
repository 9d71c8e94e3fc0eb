package dev.xenolith.hv.hypercall;

import static dev.xenolith.abi.call.Hypercall.SYSCTL;
import static dev.xenolith.hv.hypercall.Caller.ARG;
import static dev.xenolith.hv.hypercall.Caller.ARRAY;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.xenolith.abi.call.Domctl;
import dev.xenolith.abi.call.Sysctl;
import dev.xenolith.abi.call.XenErrno;
import dev.xenolith.abi.cpuid.CpuFeature;
import dev.xenolith.abi.layout.Abi;
import dev.xenolith.abi.layout.Field;
import dev.xenolith.abi.num.DomId;
import dev.xenolith.abi.xen.SysctlFlags;
import dev.xenolith.abi.xen.XenCpuidLeaf;
import dev.xenolith.abi.xen.XenDomctl;
import dev.xenolith.abi.xen.XenDomctlCpuPolicy;
import dev.xenolith.abi.xen.XenDomctlCreatedomain;
import dev.xenolith.abi.xen.XenMsrEntry;
import dev.xenolith.abi.xen.XenSysctl;
import dev.xenolith.abi.xen.XenSysctlCpuFeatureset;
import dev.xenolith.abi.xen.XenSysctlCpuPolicy;
import dev.xenolith.hv.cpuid.MachineCpu;
import dev.xenolith.hv.domain.Domain;
import dev.xenolith.hv.trap.VirtualControl;
import org.junit.jupiter.api.Test;

/** Expected are the answers of Debian's Xen 4.17.7 to a domain 0 that asked the same. */
class PolicyOpsTest extends DomctlTestCase {
  private static final Abi ABI = Abi.PV32;
  private static final long REGISTERS = ARRAY + 0x1000;
  private static final int NONE = -1;
  private static final int LEAVES = 29;

  private Domain fresh() {
    about(dom0, Domctl.CREATEDOMAIN, 0);
    set(XenDomctl.CREATEDOMAIN, XenDomctlCreatedomain.MAX_VCPUS, 1);
    set(XenDomctl.CREATEDOMAIN, XenDomctlCreatedomain.GRANT_OPTS, 1);
    set(XenDomctl.CREATEDOMAIN, XenDomctlCreatedomain.MAX_EVTCHN_PORT, 1023);
    set(XenDomctl.CREATEDOMAIN, XenDomctlCreatedomain.MAX_GRANT_FRAMES, -1);
    set(XenDomctl.CREATEDOMAIN, XenDomctlCreatedomain.MAX_MAPTRACK_FRAMES, -1);
    assertEquals(0, op());
    return machine.xen().domains().find((int) dom0.get(XenDomctl.DOMAIN));
  }

  private void ask(Domctl op, int domain, int leaves, int registers) {
    about(dom0, op, domain);
    set(XenDomctl.CPU_POLICY, XenDomctlCpuPolicy.NR_LEAVES, leaves);
    set(XenDomctl.CPU_POLICY, XenDomctlCpuPolicy.NR_MSRS, registers);
    set(XenDomctl.CPU_POLICY, XenDomctlCpuPolicy.LEAVES, ARRAY);
    set(XenDomctl.CPU_POLICY, XenDomctlCpuPolicy.MSRS, REGISTERS);
  }

  private void leaf(int leaf, int subleaf, int a, int b, int c, int d) {
    long at = ARRAY - ARG;
    dom0.putAt(at, XenCpuidLeaf.LEAF, leaf);
    dom0.putAt(at, XenCpuidLeaf.SUBLEAF, subleaf);
    dom0.putAt(at, XenCpuidLeaf.A, a);
    dom0.putAt(at, XenCpuidLeaf.B, b);
    dom0.putAt(at, XenCpuidLeaf.C, c);
    dom0.putAt(at, XenCpuidLeaf.D, d);
  }

  private void register(int index, int flags, long value) {
    long at = REGISTERS - ARG;
    dom0.putAt(at, XenMsrEntry.IDX, index);
    dom0.putAt(at, XenMsrEntry.FLAGS, flags);
    dom0.putAt(at, XenMsrEntry.VAL, value);
  }

  private int told(int index, Field.Number field) {
    long size = XenCpuidLeaf.LAYOUT.size(ABI);
    return (int) dom0.getAt(ARRAY - ARG + index * size, field);
  }

  private int answered(Field.Number field) {
    return (int) answer(XenDomctl.CPU_POLICY, field);
  }

  private void blames(int leaf, int subleaf, int register) {
    assertEquals(leaf, answered(XenDomctlCpuPolicy.ERR_LEAF), "leaf");
    assertEquals(subleaf, answered(XenDomctlCpuPolicy.ERR_SUBLEAF), "subleaf");
    assertEquals(register, answered(XenDomctlCpuPolicy.ERR_MSR), "register");
  }

  // ---- reading

  @Test
  void withoutAddressesThePolicySaysHowMuchItCanBe() {
    ask(Domctl.GET_CPU_POLICY, guestId(), 0, 0);
    set(XenDomctl.CPU_POLICY, XenDomctlCpuPolicy.LEAVES, 0);
    set(XenDomctl.CPU_POLICY, XenDomctlCpuPolicy.MSRS, 0);
    assertEquals(0, op());
    assertEquals(120, answered(XenDomctlCpuPolicy.NR_LEAVES));
    assertEquals(2, answered(XenDomctlCpuPolicy.NR_MSRS));
  }

  @Test
  void aPolicyIsToldLeafByLeaf() {
    ask(Domctl.GET_CPU_POLICY, guestId(), 120, 2);
    assertEquals(0, op());
    assertEquals(LEAVES, answered(XenDomctlCpuPolicy.NR_LEAVES));
    assertEquals(0xD, told(0, XenCpuidLeaf.A));
    assertEquals(1, told(1, XenCpuidLeaf.LEAF));
    assertEquals(NONE, told(1, XenCpuidLeaf.SUBLEAF));
    assertEquals(0x80000008, told(LEAVES - 1, XenCpuidLeaf.LEAF));
    assertEquals(0xCE, dom0.getAt(REGISTERS - ARG, XenMsrEntry.IDX));
  }

  @Test
  void tooLittleRoomFailsWithEnobufs() {
    ask(Domctl.GET_CPU_POLICY, guestId(), 1, 1);
    refused(XenErrno.ENOBUFS);
    ask(Domctl.GET_CPU_POLICY, guestId(), 120, 0);
    refused(XenErrno.ENOBUFS);
    assertEquals(LEAVES, answered(XenDomctlCpuPolicy.NR_LEAVES));
  }

  @Test
  void aDomainThatIsNoneOrItselfFailsWithEsrch() {
    ask(Domctl.GET_CPU_POLICY, 77, 120, 2);
    refused(XenErrno.ESRCH);
    ask(Domctl.GET_CPU_POLICY, DomId.SELF.raw(), 120, 2);
    refused(XenErrno.ESRCH);
  }

  // ---- setting

  @Test
  void aFeatureThatIsTakenAwayIsNotAnnounced() {
    Domain domain = fresh();
    ask(Domctl.SET_CPU_POLICY, domain.id().raw(), 1, 0);
    leaf(7, 0, 0, 0, 0, 0);
    assertEquals(0, op());
    assertFalse(domain.cpuid().policy().has(CpuFeature.FSGSBASE));
    assertTrue(domain.cpuid().policy().has(CpuFeature.SSE4_2));
  }

  @Test
  void aFeatureThatIsNotThereIsClearedWithoutAWord() {
    Domain domain = fresh();
    ask(Domctl.SET_CPU_POLICY, domain.id().raw(), 1, 0);
    leaf(7, 0, 0, -1, -1, -1);
    assertEquals(0, op());
    assertTrue(domain.cpuid().policy().has(CpuFeature.FSGSBASE));
    assertFalse(domain.cpuid().policy().has(CpuFeature.AVX2));
  }

  @Test
  void aKernelCannotSwitchOnWhatIsNotAnnounced() {
    Domain domain = fresh();
    domain.createVcpus(1);
    VirtualControl control = domain.vcpu(0).traps().control();
    control.setCr4(VirtualControl.CR4_FSGSBASE | VirtualControl.CR4_TSD);
    ask(Domctl.SET_CPU_POLICY, domain.id().raw(), 1, 0);
    leaf(7, 0, 0, 0, 0, 0);
    assertEquals(0, op());
    assertEquals(0, control.cr4() & VirtualControl.CR4_FSGSBASE);
    control.setCr4(VirtualControl.CR4_FSGSBASE | VirtualControl.CR4_TSD);
    assertEquals(0, control.cr4() & VirtualControl.CR4_FSGSBASE);
    assertTrue((control.cr4() & VirtualControl.CR4_TSD) != 0);
  }

  private void refusedLeaf(XenErrno error, int leaf, int subleaf) {
    Domain domain = fresh();
    ask(Domctl.SET_CPU_POLICY, domain.id().raw(), 1, 0);
    leaf(leaf, subleaf, 0x7FFFFFFF, 0, 0, 0);
    refused(error);
    blames(leaf, subleaf, NONE);
  }

  @Test
  void leavesThatAreNoneFailWithErange() {
    refusedLeaf(XenErrno.ERANGE, 0x20, NONE);
    refusedLeaf(XenErrno.ERANGE, 7, NONE);
    refusedLeaf(XenErrno.ERANGE, 7, 9);
    refusedLeaf(XenErrno.ERANGE, 1, 0);
    refusedLeaf(XenErrno.ERANGE, 0x40000001, NONE);
    refusedLeaf(XenErrno.ERANGE, 0x50000000, NONE);
    refusedLeaf(XenErrno.ERANGE, 0x80000030, NONE);
  }

  @Test
  void promisesOfMoreLeavesFailWithEinval() {
    refusedLeaf(XenErrno.EINVAL, 0, NONE);
    refusedLeaf(XenErrno.EINVAL, 7, 0);
  }

  @Test
  void tooManyFailWithE2big() {
    Domain domain = fresh();
    ask(Domctl.SET_CPU_POLICY, domain.id().raw(), 1000, 0);
    refused(XenErrno.E2BIG);
    blames(NONE, NONE, NONE);
    ask(Domctl.SET_CPU_POLICY, domain.id().raw(), 0, 1000);
    refused(XenErrno.E2BIG);
    ask(Domctl.SET_CPU_POLICY, domain.id().raw(), 1, 0);
    set(XenDomctl.CPU_POLICY, XenDomctlCpuPolicy.LEAVES, 0);
    refused(XenErrno.EFAULT);
  }

  private void setsRegister(XenErrno error, int index, int flags, long value) {
    Domain domain = fresh();
    ask(Domctl.SET_CPU_POLICY, domain.id().raw(), 0, 1);
    register(index, flags, value);
    if (error == null) {
      assertEquals(0, op());
    } else {
      refused(error);
      blames(NONE, NONE, index);
    }
  }

  @Test
  void registersArePlatformInfoAndArchCapabilities() {
    setsRegister(null, 0x10A, 0, 0);
    setsRegister(null, 0xCE, 0, 0);
    setsRegister(XenErrno.EINVAL, 0xCE, 0, 1L << 31);
    setsRegister(XenErrno.EINVAL, 0xCE, 1, 0);
    setsRegister(XenErrno.ERANGE, 0x1B, 0, 0);
  }

  @Test
  void aDomainThatHasRunKeepsItsPolicy() {
    ask(Domctl.SET_CPU_POLICY, guestId(), 0, 0);
    refused(XenErrno.EEXIST);
    ask(Domctl.SET_CPU_POLICY, dom0.id().raw(), 0, 0);
    refused(XenErrno.EINVAL);
  }

  @Test
  void narrowingADomainTakesLongModeAway() {
    Domain domain = fresh();
    assertTrue(domain.cpuid().policy().has(CpuFeature.LM));
    assertTrue(domain.setAbi(Abi.PV32));
    assertFalse(domain.cpuid().policy().has(CpuFeature.LM));
  }

  // ---- the machine's

  private void askMachine(Sysctl op) {
    dom0.arg(XenSysctl.LAYOUT)
        .put(XenSysctl.CMD, op.number)
        .put(XenSysctl.INTERFACE_VERSION, SysctlFlags.INTERFACE_VERSION);
  }

  private void machinePolicy(int index) {
    askMachine(Sysctl.GET_CPU_POLICY);
    set(XenSysctl.CPU_POLICY, XenSysctlCpuPolicy.INDEX, index);
    set(XenSysctl.CPU_POLICY, XenSysctlCpuPolicy.NR_LEAVES, 120);
    set(XenSysctl.CPU_POLICY, XenSysctlCpuPolicy.NR_MSRS, 2);
    set(XenSysctl.CPU_POLICY, XenSysctlCpuPolicy.LEAVES, ARRAY);
    set(XenSysctl.CPU_POLICY, XenSysctlCpuPolicy.MSRS, REGISTERS);
  }

  @Test
  void theMachineTellsItsPoliciesButThoseOfHvm() {
    for (int index : new int[] {0, 1, 2, 4}) {
      machinePolicy(index);
      assertEquals(0, dom0.call(SYSCTL, ARG));
      assertEquals(LEAVES, answer(XenSysctl.CPU_POLICY, XenSysctlCpuPolicy.NR_LEAVES));
    }
    for (int index : new int[] {3, 5}) {
      machinePolicy(index);
      dom0.assertRefused(XenErrno.EOPNOTSUPP, SYSCTL, ARG);
    }
    machinePolicy(6);
    dom0.assertRefused(XenErrno.EINVAL, SYSCTL, ARG);
  }

  @Test
  void featureSetsAreToldAsFarAsThereIsRoom() {
    askMachine(Sysctl.GET_CPU_FEATURESET);
    assertEquals(0, dom0.call(SYSCTL, ARG));
    int words = (int) answer(XenSysctl.CPU_FEATURESET, XenSysctlCpuFeatureset.NR_FEATURES);
    set(XenSysctl.CPU_FEATURESET, XenSysctlCpuFeatureset.INDEX, 1);
    set(XenSysctl.CPU_FEATURESET, XenSysctlCpuFeatureset.FEATURES, ARRAY);
    assertEquals(0, dom0.call(SYSCTL, ARG));
    int word = CpuFeature.SSE3.word().number();
    assertEquals(MachineCpu.policy().word(CpuFeature.SSE3.word()), dom0.peekU32(ARRAY + 4L * word));
    set(XenSysctl.CPU_FEATURESET, XenSysctlCpuFeatureset.NR_FEATURES, words - 1);
    dom0.assertRefused(XenErrno.ENOBUFS, SYSCTL, ARG);
  }
}
