package dev.xenolith.hv.hypercall;

import dev.xenolith.abi.call.Hypercall;
import dev.xenolith.abi.call.XenErrno;
import dev.xenolith.abi.layout.Abi;
import dev.xenolith.abi.trace.TraceClass;
import dev.xenolith.abi.trace.TraceEvent.Outcome;
import dev.xenolith.hv.domain.Vcpu;
import dev.xenolith.hv.trace.Trace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The hypercalls there are. Dispatch, the page of supported calls and the tests are derived from
 * these rows.
 */
public final class HypercallTable {
  /**
   * One hypercall.
   *
   * @param callers whose kernels it exists for
   * @param note what a reader of the generated page should know
   */
  public record Row(
      Hypercall op, Callers callers, SupportLevel support, HypercallHandler handler, String note) {}

  private final Row[] rows = new Row[Hypercall.LIMIT];

  private HypercallTable() {}

  /** The table of this hypervisor. */
  public static HypercallTable standard() {
    HypercallTable t = new HypercallTable();
    t.addTrapsAndProcessor();
    t.addInformation();
    t.addEventsAndTime();
    t.addControl();
    t.addMemory();
    t.addAbsent();
    return t;
  }

  private void addAbsent() {
    String refused = "nothing is built: domain 0 meets -ENOSYS, others the refusal that Xen has";
    Callers zero = Callers.PRIVILEGED;
    partial(Hypercall.PLATFORM_OP, zero, AbsentOps::platformOp, refused);
    partial(Hypercall.KEXEC_OP, zero, AbsentOps::controlDomainOnly, refused);
    partial(Hypercall.HYPFS_OP, zero, AbsentOps::controlDomainOnly, refused);
    partial(Hypercall.MCA, zero, AbsentOps::controlDomainOnly, refused);
    partial(Hypercall.PAGING_DOMCTL_CONT, zero, AbsentOps::pagingContinuation, refused);
    partial(Hypercall.XENOPROF_OP, Callers.ANY, AbsentOps::xenoprofOp, "there are no counters");
    partial(Hypercall.HVM_OP, Callers.ANY, AbsentOps::hvmOp, "there are no HVM domains");
    partial(Hypercall.DM_OP, Callers.ANY, AbsentOps::dmOp, "there are no HVM domains");
  }

  private void addMemory() {
    full(Hypercall.MMU_UPDATE, Callers.ANY, MmuOps::mmuUpdate, "");
    full(Hypercall.MMUEXT_OP, Callers.ANY, MmuOps::mmuextOp, "");
    full(Hypercall.UPDATE_VA_MAPPING, Callers.ANY, MmuOps::updateVaMapping, "");
    full(
        Hypercall.UPDATE_VA_MAPPING_OTHERDOMAIN,
        Callers.ANY,
        MmuOps::updateVaMappingOtherdomain,
        "");
    partial(
        Hypercall.MEMORY_OP,
        Callers.ANY,
        MemoryOps::memoryOp,
        "nothing for translated guests, no sharing, paging, vNUMA or reserved device memory");
    full(Hypercall.SET_GDT, Callers.ANY, DescriptorOps::setGdt, "");
    full(Hypercall.UPDATE_DESCRIPTOR, Callers.ANY, DescriptorOps::updateDescriptor, "");
  }

  private void addControl() {
    partial(
        Hypercall.SYSCTL,
        Callers.PRIVILEGED,
        SysctlOps::call,
        "version 0x15; log, domains, CPUs, memory, scheduler, pool 0; no trace buffers");
    partial(
        Hypercall.DOMCTL,
        Callers.PRIVILEGED,
        DomctlOps::call,
        "version 0x15; what PV domains need: no save and restore, passthrough, HVM or debugger");
  }

  private void addEventsAndTime() {
    full(Hypercall.EVENT_CHANNEL_OP, Callers.ANY, EventChannelOps::call, "");
    partial(
        Hypercall.GRANT_TABLE_OP,
        Callers.ANY,
        GrantTableOps::call,
        "both versions; transfer answers -EOPNOTSUPP, dump_table -ENOSYS as in 4.17");
    full(
        Hypercall.EVENT_CHANNEL_OP_COMPAT,
        Callers.ANY,
        EventChannelOps::callCompat,
        "the form before event_channel_op");
    full(Hypercall.SCHED_OP, Callers.ANY, SchedOps::call, "");
    full(Hypercall.SCHED_OP_COMPAT, Callers.ANY, SchedOps::callCompat, "yield, block and shutdown");
    full(Hypercall.VCPU_OP, Callers.ANY, VcpuOps::call, "");
    full(Hypercall.SET_TIMER_OP, Callers.ANY, TimerOps::setTimer, "");
  }

  private void addTrapsAndProcessor() {
    full(Hypercall.SET_TRAP_TABLE, Callers.ANY, CallbackOps::setTrapTable, "");
    full(
        Hypercall.SET_CALLBACKS,
        Callers.ANY,
        CallbackOps::setCallbacks,
        "the form before callback_op");
    full(Hypercall.CALLBACK_OP, Callers.ANY, CallbackOps::callbackOp, "all types");
    full(Hypercall.NMI_OP, Callers.ANY, CallbackOps::nmiOp, "");
    full(Hypercall.STACK_SWITCH, Callers.ANY, ProcessorOps::stackSwitch, "");
    full(Hypercall.FPU_TASKSWITCH, Callers.ANY, ProcessorOps::fpuTaskswitch, "");
    full(Hypercall.SET_DEBUGREG, Callers.ANY, ProcessorOps::setDebugreg, "");
    full(Hypercall.GET_DEBUGREG, Callers.ANY, ProcessorOps::getDebugreg, "");
    full(Hypercall.SET_SEGMENT_BASE, Callers.PV64, ProcessorOps::setSegmentBase, "");
    partial(
        Hypercall.PHYSDEV_OP, Callers.ANY, ProcessorOps::physdevOp, "no PCI and no pirq mapping");
    partial(
        Hypercall.XENPMU_OP,
        Callers.ANY,
        ProcessorOps::xenPmuOp,
        "answers -EOPNOTSUPP, as without the option vpmu");
    full(Hypercall.IRET, Callers.ANY, CallbackOps::iret, "");
  }

  private void addInformation() {
    full(
        Hypercall.XEN_VERSION,
        Callers.ANY,
        XenVersionOps::xenVersion,
        "4.17; there is no build id");
    full(Hypercall.VM_ASSIST, Callers.ANY, XenVersionOps::vmAssist, "");
    full(
        Hypercall.CONSOLE_IO,
        Callers.ANY,
        ConsoleOps::consoleIo,
        "for domain 0, as in a release build; nobody types at the serial port");
    full(Hypercall.MULTICALL, Callers.ANY, new MulticallOps(this)::multicall, "ends after an iret");
  }

  private void full(Hypercall op, Callers callers, HypercallHandler handler, String note) {
    rows[op.number] = new Row(op, callers, SupportLevel.FULL, handler, note);
  }

  private void partial(Hypercall op, Callers callers, HypercallHandler handler, String note) {
    rows[op.number] = new Row(op, callers, SupportLevel.PARTIAL, handler, note);
  }

  /** All rows, in order of number. */
  public List<Row> rows() {
    List<Row> all = new ArrayList<>();
    for (Row row : rows) {
      if (row != null) {
        all.add(row);
      }
    }
    return all;
  }

  /**
   * Makes the call that {@code c} describes.
   *
   * @return the result as the result register shows it, meaningless if the call is continued
   */
  long dispatch(HypercallContext c, long number, long[] args, boolean inMulticall) {
    Trace trace = c.xen().trace();
    return trace.wants(TraceClass.HYPERCALL)
        ? dispatchTraced(trace, c, number, args, inMulticall)
        : carryOut(c, number, args, inMulticall);
  }

  private long dispatchTraced(
      Trace trace, HypercallContext c, long number, long[] args, boolean inMulticall) {
    int depth = inMulticall ? 1 : 0;
    long mask = c.abi() == Abi.PV32 ? 0xFFFFFFFFL : -1L;
    long[] given = Arrays.stream(args).map(a -> a & mask).toArray();
    Vcpu vcpu = c.vcpu();
    long entered = trace.enter(vcpu, (int) number, depth, given);
    long result = carryOut(c, number, args, inMulticall);
    boolean gone = c.domain().shutdownReason() != null || number == Hypercall.IRET.number;
    Outcome outcome = gone ? Outcome.GONE : Outcome.RETURNED;
    trace.exit(
        vcpu,
        entered,
        (int) number,
        depth,
        given,
        c.isContinued() ? Outcome.CONTINUED : outcome,
        c.abi() == Abi.PV32 ? (int) result : result);
    return result;
  }

  private long carryOut(HypercallContext c, long number, long[] args, boolean inMulticall) {
    Hypercall op = Hypercall.of(number);
    Row row = op == null ? null : rows[op.number];
    c.begin(op, args, inMulticall);
    if (row == null || row.support() == SupportLevel.NONE || !row.callers().admits(c.abi())) {
      return register(c, XenErrno.ENOSYS.result());
    }
    try {
      return register(c, row.handler().call(c));
    } catch (HypercallException e) {
      if (e.isExplained()) {
        c.explain(e.errno() + ": " + e.getMessage());
      }
      return register(c, e.errno().result());
    }
  }

  private static long register(HypercallContext c, long result) {
    return c.abi() == Abi.PV32 ? result & 0xFFFFFFFFL : result;
  }
}
