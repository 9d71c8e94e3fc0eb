package dev.xenolith.abi.sign;

import static dev.xenolith.abi.sign.Kinds.many;
import static dev.xenolith.abi.sign.Kinds.named;
import static dev.xenolith.abi.sign.Kinds.numbers;
import static dev.xenolith.abi.sign.Kinds.one;

import dev.xenolith.abi.call.ArgoOp;
import dev.xenolith.abi.call.HvmOp;
import dev.xenolith.abi.call.Hypercall;
import dev.xenolith.abi.call.HypfsOp;
import dev.xenolith.abi.call.KexecOp;
import dev.xenolith.abi.call.NmiOp;
import dev.xenolith.abi.call.SegmentBase;
import dev.xenolith.abi.call.SubOp;
import dev.xenolith.abi.call.VmAssist;
import dev.xenolith.abi.call.VmAssistCommand;
import dev.xenolith.abi.call.XenPmuOp;
import dev.xenolith.abi.call.XenoprofOp;
import dev.xenolith.abi.layout.Abi;
import dev.xenolith.abi.layout.Scalar;
import dev.xenolith.abi.sign.Kind.Access;
import dev.xenolith.abi.sign.Kind.Count;
import dev.xenolith.abi.sign.Kind.Plain;
import dev.xenolith.abi.xen.MmuUpdate;
import dev.xenolith.abi.xen.MmuextOp;
import dev.xenolith.abi.xen.TrapInfo;
import dev.xenolith.abi.xen.XenDomctl;
import dev.xenolith.abi.xen.XenSysctl;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The rows: hypercalls here, sub-operations in {@link SubOpRows}. */
final class SignatureTable {
  private static final List<Signature> ROWS = build();
  private static final Map<Hypercall, Signature> PLAIN = plain();
  private static final Map<SubOp, Signature> BY_SUB_OP = bySubOp();

  private SignatureTable() {}

  static List<Signature> rows() {
    return ROWS;
  }

  static Signature find(Hypercall call, long[] args) {
    SubOp op = args.length == 0 ? null : SubOpRows.subOp(call, args[0]);
    Signature row = op == null ? null : BY_SUB_OP.get(op);
    return row != null ? row : PLAIN.get(call);
  }

  private static List<Signature> build() {
    List<Signature> rows = new ArrayList<>();
    descriptors(rows);
    memory(rows);
    vcpu(rows);
    control(rows);
    SubOpRows.add(rows);
    return List.copyOf(rows);
  }

  private static Map<Hypercall, Signature> plain() {
    Map<Hypercall, Signature> map = new EnumMap<>(Hypercall.class);
    for (Hypercall h : Hypercall.values()) {
      map.put(h, new Signature(h, null, SubOpRows.unknown(h), Plain.DECIMAL));
    }
    ROWS.stream().filter(s -> s.subOp() == null).forEach(s -> map.put(s.call(), s));
    return map;
  }

  private static Map<SubOp, Signature> bySubOp() {
    Map<SubOp, Signature> map = new HashMap<>();
    ROWS.stream().filter(s -> s.subOp() != null).forEach(s -> map.put(s.subOp(), s));
    return Map.copyOf(map);
  }

  static Parameter p(String name, Scalar type, Kind kind) {
    return new Parameter(name, type, kind, null);
  }

  static Parameter u32(String name) {
    return p(name, Scalar.U32, Plain.DECIMAL);
  }

  static Parameter hex(String name) {
    return p(name, Scalar.WORD, Plain.HEX);
  }

  static Parameter pointer(String name, Kind kind) {
    return p(name, Scalar.POINTER, kind);
  }

  static Parameter domid(String name) {
    return p(name, Scalar.DOMID, Plain.DOMAIN);
  }

  private static void row(List<Signature> rows, Hypercall h, Parameter... parameters) {
    row(rows, h, Plain.DECIMAL, parameters);
  }

  private static void row(List<Signature> rows, Hypercall h, Kind result, Parameter... parameters) {
    rows.add(new Signature(h, null, List.of(parameters), result));
  }

  private static void descriptors(List<Signature> rows) {
    row(
        rows,
        Hypercall.SET_TRAP_TABLE,
        pointer("table", many(TrapInfo.LAYOUT, new Count.UntilZero("address", 257))));
    row(
        rows,
        Hypercall.SET_GDT,
        pointer(
            "frame_list", numbers(Scalar.WORD, Plain.MFN, new Count.DescriptorPages(1), Access.IN)),
        u32("entries"));
    row(
        rows,
        Hypercall.UPDATE_DESCRIPTOR,
        p("ma", Scalar.U64, Plain.HEX),
        p("desc", Scalar.U64, Plain.HEX));
    row(rows, Hypercall.STACK_SWITCH, hex("ss"), p("esp", Scalar.WORD, Plain.ADDRESS));
    row(
        rows,
        Hypercall.SET_CALLBACKS,
        new Parameter("event_selector", Scalar.WORD, Plain.HEX, Abi.PV32),
        p("event_address", Scalar.WORD, Plain.ADDRESS),
        new Parameter("failsafe_selector", Scalar.WORD, Plain.HEX, Abi.PV32),
        p("failsafe_address", Scalar.WORD, Plain.ADDRESS),
        new Parameter("syscall_address", Scalar.WORD, Plain.ADDRESS, Abi.PV64));
  }

  private static void memory(List<Signature> rows) {
    Parameter done =
        pointer(
            "success_count", numbers(Scalar.U32, Plain.DECIMAL, new Count.Fixed(1), Access.OUT));
    row(
        rows,
        Hypercall.MMU_UPDATE,
        pointer("req", many(MmuUpdate.LAYOUT, new Count.Argument(1))),
        p("count", Scalar.U32, Plain.COUNT),
        done,
        p("domid", Scalar.U32, Plain.DOMAIN_PAIR));
    row(
        rows,
        Hypercall.MMUEXT_OP,
        pointer("op", many(MmuextOp.LAYOUT, new Count.Argument(1))),
        p("count", Scalar.U32, Plain.COUNT),
        done,
        p("domid", Scalar.U32, Plain.DOMAIN_PAIR));
    Parameter va = p("va", Scalar.WORD, Plain.ADDRESS);
    Parameter val = p("val", Scalar.U64, Plain.HEX);
    Parameter flags = p("flags", Scalar.WORD, Plain.FLUSH);
    row(rows, Hypercall.UPDATE_VA_MAPPING, va, val, flags);
    row(rows, Hypercall.UPDATE_VA_MAPPING_OTHERDOMAIN, va, val, flags, domid("domid"));
  }

  private static void vcpu(List<Signature> rows) {
    row(rows, Hypercall.FPU_TASKSWITCH, u32("set"));
    row(rows, Hypercall.SET_DEBUGREG, u32("reg"), hex("value"));
    row(rows, Hypercall.GET_DEBUGREG, Plain.HEX, u32("reg"));
    row(rows, Hypercall.SET_TIMER_OP, p("timeout", Scalar.S64, Plain.NANOS));
    row(rows, Hypercall.IRET);
    row(
        rows,
        Hypercall.SET_SEGMENT_BASE,
        p("which", Scalar.U32, named(SegmentBase.values())),
        p("base", Scalar.WORD, Plain.ADDRESS));
    row(
        rows,
        Hypercall.VM_ASSIST,
        p("cmd", Scalar.U32, named(VmAssistCommand.values())),
        p("type", Scalar.U32, named(VmAssist.values())));
    row(
        rows,
        Hypercall.MULTICALL,
        p("call_list", Scalar.POINTER, Plain.ADDRESS),
        p("nr_calls", Scalar.U32, Plain.DECIMAL));
    row(
        rows,
        Hypercall.NMI_OP,
        p("cmd", Scalar.U32, named(NmiOp.values())),
        p("arg", Scalar.POINTER, Plain.ADDRESS));
  }

  private static void control(List<Signature> rows) {
    Parameter arg = p("arg", Scalar.POINTER, Plain.ADDRESS);
    row(rows, Hypercall.DOMCTL, pointer("domctl", one(XenDomctl.LAYOUT)));
    row(rows, Hypercall.SYSCTL, pointer("sysctl", one(XenSysctl.LAYOUT)));
    row(rows, Hypercall.PLATFORM_OP, p("op", Scalar.POINTER, Plain.ADDRESS));
    row(rows, Hypercall.XSM_OP, p("op", Scalar.POINTER, Plain.ADDRESS));
    row(rows, Hypercall.MCA, p("mc", Scalar.POINTER, Plain.ADDRESS));
    row(rows, Hypercall.KEXEC_OP, p("cmd", Scalar.U32, named(KexecOp.values())), arg);
    row(rows, Hypercall.HVM_OP, p("cmd", Scalar.U32, named(HvmOp.values())), arg);
    row(rows, Hypercall.XENPMU_OP, p("cmd", Scalar.U32, named(XenPmuOp.values())), arg);
    row(rows, Hypercall.XENOPROF_OP, p("cmd", Scalar.U32, named(XenoprofOp.values())), arg);
    row(
        rows,
        Hypercall.DM_OP,
        domid("domid"),
        u32("nr_bufs"),
        p("bufs", Scalar.POINTER, Plain.ADDRESS));
    row(
        rows,
        Hypercall.ARGO_OP,
        p("cmd", Scalar.U32, named(ArgoOp.values())),
        hex("arg1"),
        hex("arg2"),
        hex("arg3"),
        hex("arg4"));
    row(
        rows,
        Hypercall.HYPFS_OP,
        p("cmd", Scalar.U32, named(HypfsOp.values())),
        hex("arg1"),
        hex("arg2"),
        hex("arg3"),
        hex("arg4"));
  }
}
