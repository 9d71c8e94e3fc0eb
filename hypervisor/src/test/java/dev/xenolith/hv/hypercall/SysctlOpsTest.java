package dev.xenolith.hv.hypercall;

import static dev.xenolith.abi.call.Hypercall.SYSCTL;
import static dev.xenolith.hv.hypercall.Caller.ARG;
import static dev.xenolith.hv.hypercall.Caller.ARRAY;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.xenolith.abi.call.Sysctl;
import dev.xenolith.abi.call.XenErrno;
import dev.xenolith.abi.cpuid.FeatureWord;
import dev.xenolith.abi.layout.Abi;
import dev.xenolith.abi.layout.Field;
import dev.xenolith.abi.xen.XenDomctlGetdomaininfo;
import dev.xenolith.abi.xen.XenSysctl;
import dev.xenolith.abi.xen.XenSysctlAvailheap;
import dev.xenolith.abi.xen.XenSysctlCpupoolOp;
import dev.xenolith.abi.xen.XenSysctlCputopoinfo;
import dev.xenolith.abi.xen.XenSysctlCreditSchedule;
import dev.xenolith.abi.xen.XenSysctlDebugKeys;
import dev.xenolith.abi.xen.XenSysctlGetcpuinfo;
import dev.xenolith.abi.xen.XenSysctlGetdomaininfolist;
import dev.xenolith.abi.xen.XenSysctlNumainfo;
import dev.xenolith.abi.xen.XenSysctlPhysinfo;
import dev.xenolith.abi.xen.XenSysctlReadconsole;
import dev.xenolith.abi.xen.XenSysctlSchedId;
import dev.xenolith.abi.xen.XenSysctlSchedulerOp;
import dev.xenolith.abi.xen.XenctlBitmap;
import dev.xenolith.hv.Hypervisor;
import dev.xenolith.hv.cpuid.CpuPolicy;
import dev.xenolith.hv.cpuid.MachineCpu;
import dev.xenolith.hv.kit.TestDomain;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SysctlOpsTest {
  private static final Abi ABI = Abi.PV32;

  private final Hypervisor machine = TestDomain.machine();
  private final Caller dom0 = Caller.privileged(machine);
  private final Caller guest = Caller.on(machine);

  @AfterEach
  void close() {
    machine.close();
  }

  private static Caller about(Caller caller, Sysctl op) {
    return caller
        .arg(XenSysctl.LAYOUT)
        .put(XenSysctl.CMD, op.number)
        .put(XenSysctl.INTERFACE_VERSION, 0x15);
  }

  private void set(Field.Struct in, Field.Number field, long value) {
    dom0.putAt(in.at(ABI), field, value);
  }

  private long answer(Field.Struct in, Field.Number field) {
    return dom0.getAt(in.at(ABI), field);
  }

  private long op() {
    return dom0.call(SYSCTL, ARG);
  }

  private void refused(XenErrno error) {
    dom0.assertRefused(error, SYSCTL, ARG);
  }

  @Test
  void otherInterfaceVersionFailsWithEacces() {
    about(dom0, Sysctl.SCHED_ID).put(XenSysctl.INTERFACE_VERSION, 0x16);
    refused(XenErrno.EACCES);
  }

  @Test
  void ordinaryDomainFailsWithEperm() {
    about(guest, Sysctl.SCHED_ID);
    guest.assertRefused(XenErrno.EPERM, SYSCTL, ARG);
  }

  @Test
  void unknownCommandFailsWithEnosys() {
    about(dom0, Sysctl.SCHED_ID).put(XenSysctl.CMD, 99);
    refused(XenErrno.ENOSYS);
  }

  @Test
  void schedulerIsCredit() {
    about(dom0, Sysctl.SCHED_ID);
    assertEquals(0, op());
    assertEquals(5, answer(XenSysctl.SCHED_ID, XenSysctlSchedId.SCHED_ID));
  }

  private String readLog(int room, boolean clear, int index) {
    about(dom0, Sysctl.READCONSOLE);
    set(XenSysctl.READCONSOLE, XenSysctlReadconsole.BUFFER, ARRAY);
    set(XenSysctl.READCONSOLE, XenSysctlReadconsole.COUNT, room);
    set(XenSysctl.READCONSOLE, XenSysctlReadconsole.CLEAR, clear ? 1 : 0);
    set(XenSysctl.READCONSOLE, XenSysctlReadconsole.INCREMENTAL, index < 0 ? 0 : 1);
    set(XenSysctl.READCONSOLE, XenSysctlReadconsole.INDEX, index);
    assertEquals(0, op());
    int count = (int) answer(XenSysctl.READCONSOLE, XenSysctlReadconsole.COUNT);
    return new String(dom0.peek(ARRAY, count), StandardCharsets.UTF_8);
  }

  @Test
  void logIsReadFromTheBeginning() {
    machine.log().clear();
    machine.log().printk("one");
    machine.log().printk("two");
    assertEquals("(XEN) one\n(XEN) two\n", readLog(4096, false, -1));
    assertEquals("(XEN) o", readLog(7, false, -1));
  }

  @Test
  void logIsReadOnFromAnIndex() {
    machine.log().clear();
    machine.log().printk("one");
    readLog(4096, false, -1);
    int index = (int) answer(XenSysctl.READCONSOLE, XenSysctlReadconsole.INDEX);
    machine.log().printk("two");
    assertEquals("(XEN) two\n", readLog(4096, true, index));
    assertEquals("", readLog(4096, false, -1));
  }

  @Test
  void domainListStartsWhereAsked() {
    about(dom0, Sysctl.GETDOMAININFOLIST);
    set(XenSysctl.GETDOMAININFOLIST, XenSysctlGetdomaininfolist.FIRST_DOMAIN, 2);
    set(XenSysctl.GETDOMAININFOLIST, XenSysctlGetdomaininfolist.MAX_DOMAINS, 10);
    set(XenSysctl.GETDOMAININFOLIST, XenSysctlGetdomaininfolist.BUFFER, ARRAY);
    assertEquals(0, op());
    assertEquals(1, answer(XenSysctl.GETDOMAININFOLIST, XenSysctlGetdomaininfolist.NUM_DOMAINS));
    assertEquals(guest.id().raw(), dom0.getAt(ARRAY - ARG, XenDomctlGetdomaininfo.DOMAIN));
  }

  @Test
  void domainListHasNoMoreThanAskedFor() {
    about(dom0, Sysctl.GETDOMAININFOLIST);
    set(XenSysctl.GETDOMAININFOLIST, XenSysctlGetdomaininfolist.MAX_DOMAINS, 1);
    set(XenSysctl.GETDOMAININFOLIST, XenSysctlGetdomaininfolist.BUFFER, ARRAY);
    op();
    assertEquals(1, answer(XenSysctl.GETDOMAININFOLIST, XenSysctlGetdomaininfolist.NUM_DOMAINS));
  }

  @Test
  void physinfoHasTheFeaturesThatTheProcessorTells() {
    about(dom0, Sysctl.PHYSINFO);
    assertEquals(0, op());
    long at = ARG + XenSysctl.PHYSINFO.at(ABI) + XenSysctlPhysinfo.HW_CAP.at(ABI, 0);
    CpuPolicy policy = MachineCpu.policy();
    assertEquals(policy.word(FeatureWord.LEAF_1_D), dom0.peekU32(at));
    assertEquals(policy.word(FeatureWord.LEAF_1_C), dom0.peekU32(at + 4));
    assertEquals(policy.word(FeatureWord.EXTENDED_1_D), dom0.peekU32(at + 8));
    assertTrue((dom0.peekU32(at) & 1) != 0, "no floating point unit");
  }

  @Test
  void physinfoDescribesTheMachine() {
    about(dom0, Sysctl.PHYSINFO);
    assertEquals(0, op());
    assertEquals(1, answer(XenSysctl.PHYSINFO, XenSysctlPhysinfo.NR_CPUS));
    assertEquals(64 << 8, answer(XenSysctl.PHYSINFO, XenSysctlPhysinfo.TOTAL_PAGES));
    assertEquals(
        machine.xen().paging().allocator().freeFrames(),
        answer(XenSysctl.PHYSINFO, XenSysctlPhysinfo.FREE_PAGES));
    assertEquals(1_000_000, answer(XenSysctl.PHYSINFO, XenSysctlPhysinfo.CPU_KHZ));
    assertEquals(
        1 << 1 | 1 << 8 | 1 << 9, answer(XenSysctl.PHYSINFO, XenSysctlPhysinfo.CAPABILITIES));
  }

  @Test
  void availableHeapIsThatOfTheOneNode() {
    about(dom0, Sysctl.AVAILHEAP);
    set(XenSysctl.AVAILHEAP, XenSysctlAvailheap.NODE, -1);
    op();
    assertEquals(
        machine.xen().paging().allocator().freeFrames() << 12,
        answer(XenSysctl.AVAILHEAP, XenSysctlAvailheap.AVAIL_BYTES));
    set(XenSysctl.AVAILHEAP, XenSysctlAvailheap.NODE, 1);
    op();
    assertEquals(0, answer(XenSysctl.AVAILHEAP, XenSysctlAvailheap.AVAIL_BYTES));
  }

  @Test
  void oneCpuIsListedIfThereIsRoom() {
    about(dom0, Sysctl.GETCPUINFO);
    set(XenSysctl.GETCPUINFO, XenSysctlGetcpuinfo.MAX_CPUS, 8);
    set(XenSysctl.GETCPUINFO, XenSysctlGetcpuinfo.INFO, ARRAY);
    assertEquals(0, op());
    assertEquals(1, answer(XenSysctl.GETCPUINFO, XenSysctlGetcpuinfo.NR_CPUS));
    about(dom0, Sysctl.CPUTOPOINFO);
    assertEquals(0, op());
    assertEquals(1, answer(XenSysctl.CPUTOPOINFO, XenSysctlCputopoinfo.NUM_CPUS));
  }

  @Test
  void oneNodeHasAllMemory() {
    about(dom0, Sysctl.NUMAINFO);
    set(XenSysctl.NUMAINFO, XenSysctlNumainfo.NUM_NODES, 4);
    set(XenSysctl.NUMAINFO, XenSysctlNumainfo.MEMINFO, ARRAY);
    set(XenSysctl.NUMAINFO, XenSysctlNumainfo.DISTANCE, ARRAY + 64);
    assertEquals(0, op());
    assertEquals(1, answer(XenSysctl.NUMAINFO, XenSysctlNumainfo.NUM_NODES));
    assertEquals(64 << 20, dom0.peekU32(ARRAY));
    assertEquals(10, dom0.peekU32(ARRAY + 64));
  }

  @Test
  void pool0HasTheCpuAndAllDomains() {
    about(dom0, Sysctl.CPUPOOL_OP);
    set(XenSysctl.CPUPOOL_OP, XenSysctlCpupoolOp.OP, 3);
    long map = XenSysctl.CPUPOOL_OP.at(ABI) + XenSysctlCpupoolOp.CPUMAP.at(ABI);
    dom0.putAt(map, XenctlBitmap.BITMAP, ARRAY).putAt(map, XenctlBitmap.NR_BITS, 8);
    assertEquals(0, op());
    assertEquals(2, answer(XenSysctl.CPUPOOL_OP, XenSysctlCpupoolOp.N_DOM));
    assertEquals(1, dom0.peek(ARRAY, 1)[0]);
    set(XenSysctl.CPUPOOL_OP, XenSysctlCpupoolOp.CPUPOOL_ID, 1);
    refused(XenErrno.ENOENT);
  }

  @Test
  void timeSliceOfTheSchedulerCanBeChanged() {
    about(dom0, Sysctl.SCHEDULER_OP);
    set(XenSysctl.SCHEDULER_OP, XenSysctlSchedulerOp.SCHED_ID, 5);
    long at = XenSysctl.SCHEDULER_OP.at(ABI) + XenSysctlSchedulerOp.SCHED_CREDIT.at(ABI);
    dom0.putAt(at, XenSysctlCreditSchedule.TSLICE_MS, 10)
        .putAt(at, XenSysctlCreditSchedule.RATELIMIT_US, 500);
    assertEquals(0, op());
    set(XenSysctl.SCHEDULER_OP, XenSysctlSchedulerOp.CMD, 1);
    assertEquals(0, op());
    assertEquals(10, dom0.getAt(at, XenSysctlCreditSchedule.TSLICE_MS));
    set(XenSysctl.SCHEDULER_OP, XenSysctlSchedulerOp.CMD, 0);
    dom0.putAt(at, XenSysctlCreditSchedule.TSLICE_MS, 1001);
    refused(XenErrno.EINVAL);
    set(XenSysctl.SCHEDULER_OP, XenSysctlSchedulerOp.CPUPOOL_ID, 3);
    refused(XenErrno.ESRCH);
  }

  @Test
  void debugKeysPrintIntoTheLog() {
    guest.domain().events().bindIpi(guest.vcpu().id());
    dom0.poke(ARRAY, "ehgqr?".getBytes(StandardCharsets.US_ASCII));
    about(dom0, Sysctl.DEBUG_KEYS);
    set(XenSysctl.DEBUG_KEYS, XenSysctlDebugKeys.KEYS, ARRAY);
    set(XenSysctl.DEBUG_KEYS, XenSysctlDebugKeys.NR_KEYS, 6);
    assertEquals(0, op());
    assertTrue(dom0.test.log().contains("   1 [0/0]: Ipi[] n=0"), dom0.test.log());
  }
}
