package dev.xenolith.abi.sign;

import static dev.xenolith.abi.sign.Kinds.flags;
import static dev.xenolith.abi.sign.Kinds.named;
import static dev.xenolith.abi.sign.Kinds.numbers;

import dev.xenolith.abi.call.CallbackType;
import dev.xenolith.abi.call.MmuExtOp;
import dev.xenolith.abi.call.ShutdownReason;
import dev.xenolith.abi.layout.Field;
import dev.xenolith.abi.layout.Scalar;
import dev.xenolith.abi.layout.StructLayout;
import dev.xenolith.abi.sign.Kind.Access;
import dev.xenolith.abi.sign.Kind.Count;
import dev.xenolith.abi.sign.Kind.Plain;
import dev.xenolith.abi.xen.CallbackRegister;
import dev.xenolith.abi.xen.CallbackUnregister;
import dev.xenolith.abi.xen.CpuUserRegs;
import dev.xenolith.abi.xen.EvtchnAllocUnbound;
import dev.xenolith.abi.xen.EvtchnBindInterdomain;
import dev.xenolith.abi.xen.EvtchnBindIpi;
import dev.xenolith.abi.xen.EvtchnBindPirq;
import dev.xenolith.abi.xen.EvtchnBindVirq;
import dev.xenolith.abi.xen.EvtchnInitControl;
import dev.xenolith.abi.xen.EvtchnState;
import dev.xenolith.abi.xen.EvtchnStatus;
import dev.xenolith.abi.xen.GnttabCopy;
import dev.xenolith.abi.xen.GnttabDumpTable;
import dev.xenolith.abi.xen.GnttabGetStatusFrames;
import dev.xenolith.abi.xen.GnttabGetVersion;
import dev.xenolith.abi.xen.GnttabMapGrantRef;
import dev.xenolith.abi.xen.GnttabQuerySize;
import dev.xenolith.abi.xen.GnttabSetVersion;
import dev.xenolith.abi.xen.GnttabSetupTable;
import dev.xenolith.abi.xen.GnttabSwapGrantRef;
import dev.xenolith.abi.xen.GnttabTransfer;
import dev.xenolith.abi.xen.GnttabUnmapAndReplace;
import dev.xenolith.abi.xen.GnttabUnmapGrantRef;
import dev.xenolith.abi.xen.GrantStatus;
import dev.xenolith.abi.xen.MmuUpdate;
import dev.xenolith.abi.xen.MmuextOp;
import dev.xenolith.abi.xen.Runstate;
import dev.xenolith.abi.xen.SchedPoll;
import dev.xenolith.abi.xen.SchedRemoteShutdown;
import dev.xenolith.abi.xen.SchedShutdown;
import dev.xenolith.abi.xen.TrapInfo;
import dev.xenolith.abi.xen.VcpuGuestContext;
import dev.xenolith.abi.xen.VcpuRegisterRunstateMemoryArea;
import dev.xenolith.abi.xen.VcpuRegisterTimeMemoryArea;
import dev.xenolith.abi.xen.VcpuRegisterVcpuInfo;
import dev.xenolith.abi.xen.VcpuRunstateInfo;
import dev.xenolith.abi.xen.VcpuSetPeriodicTimer;
import dev.xenolith.abi.xen.VcpuSetSingleshotTimer;
import dev.xenolith.abi.xen.VirqLine;
import dev.xenolith.abi.xen.XenFeatureInfo;
import dev.xenolith.abi.xen.XenMachphysMfnList;
import dev.xenolith.abi.xen.XenMemoryExchange;
import dev.xenolith.abi.xen.XenMemoryMap;
import dev.xenolith.abi.xen.XenMemoryReservation;
import java.util.LinkedHashMap;
import java.util.Map;

/** The structures whose fields need more than their C types say. */
public final class StructForms {
  private static final Map<StructLayout, StructForm> FORMS = build();

  private StructForms() {}

  /** How to read this structure. */
  public static StructForm of(StructLayout layout) {
    StructForm form = FORMS.get(layout);
    return form != null ? form : new StructForm(layout);
  }

  /** The table while it is being filled. */
  static final class Table {
    private final Map<StructLayout, StructForm> forms = new LinkedHashMap<>();

    StructForm form(StructLayout layout) {
      return forms.computeIfAbsent(layout, StructForm::new);
    }
  }

  private static Map<StructLayout, StructForm> build() {
    Table t = new Table();
    mmu(t);
    memory(t);
    grants(t);
    eventChannels(t);
    sched(t);
    vcpu(t);
    ControlForms.add(t);
    return Map.copyOf(t.forms);
  }

  private static void mmu(Table t) {
    t.form(MmuUpdate.LAYOUT).kind(MmuUpdate.PTR, Plain.ENTRY_ADDRESS);
    StructForm ext =
        t.form(MmuextOp.LAYOUT)
            .kind(MmuextOp.CMD, named(MmuExtOp.values()))
            .kind(MmuextOp.LINEAR_ADDR, Plain.ADDRESS)
            .select(MmuextOp.CMD);
    for (MmuExtOp op : MmuExtOp.values()) {
      ext.arm(op.number, operands(op));
    }
    t.form(TrapInfo.LAYOUT)
        .kind(TrapInfo.FLAGS, flags("dpl1", 1, "dpl2", 2, "mask", 4))
        .kind(TrapInfo.CS, Plain.HEX)
        .kind(TrapInfo.ADDRESS, Plain.ADDRESS);
    t.form(CallbackRegister.LAYOUT)
        .kind(CallbackRegister.TYPE, named(CallbackType.values()))
        .kind(CallbackRegister.FLAGS, flags("mask_events", 1));
    t.form(CallbackUnregister.LAYOUT).kind(CallbackUnregister.TYPE, named(CallbackType.values()));
  }

  private static Field[] operands(MmuExtOp op) {
    return switch (op) {
      case TLB_FLUSH_LOCAL, TLB_FLUSH_ALL, FLUSH_CACHE, FLUSH_CACHE_GLOBAL -> new Field[0];
      case INVLPG_LOCAL, INVLPG_ALL -> new Field[] {MmuextOp.LINEAR_ADDR};
      case TLB_FLUSH_MULTI -> new Field[] {MmuextOp.VCPUMASK};
      case INVLPG_MULTI -> new Field[] {MmuextOp.LINEAR_ADDR, MmuextOp.VCPUMASK};
      case SET_LDT -> new Field[] {MmuextOp.LINEAR_ADDR, MmuextOp.NR_ENTS};
      case COPY_PAGE -> new Field[] {MmuextOp.MFN, MmuextOp.SRC_MFN};
      default -> new Field[] {MmuextOp.MFN};
    };
  }

  private static void memory(Table t) {
    t.form(XenMemoryReservation.LAYOUT)
        .kind(
            XenMemoryReservation.EXTENT_START,
            numbers(Scalar.PFN, Plain.MFN, new Count.Member("nr_extents"), Access.INOUT))
        .kind(XenMemoryReservation.NR_EXTENTS, Plain.DECIMAL)
        .kind(XenMemoryReservation.MEM_FLAGS, Plain.HEX)
        .inout(XenMemoryReservation.EXTENT_START);
    t.form(XenMemoryExchange.LAYOUT)
        .kind(XenMemoryExchange.NR_EXCHANGED, Plain.DECIMAL)
        .inout(XenMemoryExchange.NR_EXCHANGED)
        .inout(XenMemoryExchange.OUT);
    t.form(XenMemoryMap.LAYOUT).inout(XenMemoryMap.NR_ENTRIES);
    t.form(XenMachphysMfnList.LAYOUT).out(XenMachphysMfnList.NR_EXTENTS);
    t.form(XenFeatureInfo.LAYOUT).kind(XenFeatureInfo.SUBMAP, Plain.HEX).out(XenFeatureInfo.SUBMAP);
  }

  private static StructForm grant(Table t, StructLayout layout, Field status) {
    return t.form(layout).kind(status, named(GrantStatus.values())).out(status);
  }

  private static void grants(Table t) {
    grant(t, GnttabMapGrantRef.LAYOUT, GnttabMapGrantRef.STATUS)
        .kind(
            GnttabMapGrantRef.FLAGS,
            flags("device_map", 1, "host_map", 2, "readonly", 4, "app_map", 8, "contains_pte", 16))
        .out(GnttabMapGrantRef.HANDLE, GnttabMapGrantRef.DEV_BUS_ADDR);
    grant(t, GnttabUnmapGrantRef.LAYOUT, GnttabUnmapGrantRef.STATUS);
    grant(t, GnttabUnmapAndReplace.LAYOUT, GnttabUnmapAndReplace.STATUS);
    grant(t, GnttabSetupTable.LAYOUT, GnttabSetupTable.STATUS)
        .kind(
            GnttabSetupTable.FRAME_LIST,
            numbers(Scalar.PFN, Plain.MFN, new Count.Member("nr_frames"), Access.OUT))
        .inout(GnttabSetupTable.FRAME_LIST);
    grant(t, GnttabDumpTable.LAYOUT, GnttabDumpTable.STATUS);
    grant(t, GnttabTransfer.LAYOUT, GnttabTransfer.STATUS);
    grant(t, GnttabCopy.LAYOUT, GnttabCopy.STATUS)
        .kind(GnttabCopy.FLAGS, flags("source_gref", 1, "dest_gref", 2))
        .select(GnttabCopy.FLAGS)
        .arm(0, GnttabCopy.SOURCE_GMFN, GnttabCopy.DEST_GMFN)
        .arm(1, GnttabCopy.SOURCE_REF, GnttabCopy.DEST_GMFN)
        .arm(2, GnttabCopy.SOURCE_GMFN, GnttabCopy.DEST_REF)
        .arm(3, GnttabCopy.SOURCE_REF, GnttabCopy.DEST_REF);
    grant(t, GnttabQuerySize.LAYOUT, GnttabQuerySize.STATUS)
        .out(GnttabQuerySize.NR_FRAMES, GnttabQuerySize.MAX_NR_FRAMES);
    grant(t, GnttabGetStatusFrames.LAYOUT, GnttabGetStatusFrames.STATUS);
    grant(t, GnttabSwapGrantRef.LAYOUT, GnttabSwapGrantRef.STATUS);
    t.form(GnttabSetVersion.LAYOUT).inout(GnttabSetVersion.VERSION);
    t.form(GnttabGetVersion.LAYOUT).out(GnttabGetVersion.VERSION);
  }

  private static void eventChannels(Table t) {
    t.form(EvtchnAllocUnbound.LAYOUT).out(EvtchnAllocUnbound.PORT);
    t.form(EvtchnBindInterdomain.LAYOUT).out(EvtchnBindInterdomain.LOCAL_PORT);
    t.form(EvtchnBindVirq.LAYOUT)
        .kind(EvtchnBindVirq.VIRQ, named(VirqLine.values()))
        .out(EvtchnBindVirq.PORT);
    t.form(EvtchnBindPirq.LAYOUT).out(EvtchnBindPirq.PORT);
    t.form(EvtchnBindIpi.LAYOUT).out(EvtchnBindIpi.PORT);
    t.form(EvtchnInitControl.LAYOUT).out(EvtchnInitControl.LINK_BITS);
    t.form(EvtchnStatus.LAYOUT)
        .kind(EvtchnStatus.STATUS, named(EvtchnState.values()))
        .kind(EvtchnStatus.VIRQ, named(VirqLine.values()))
        .out(EvtchnStatus.STATUS, EvtchnStatus.VCPU, EvtchnStatus.UNBOUND_DOM)
        .out(EvtchnStatus.INTERDOMAIN_DOM, EvtchnStatus.INTERDOMAIN_PORT)
        .out(EvtchnStatus.PIRQ, EvtchnStatus.VIRQ)
        .select(EvtchnStatus.STATUS)
        .arm(EvtchnState.UNBOUND.number, EvtchnStatus.UNBOUND_DOM)
        .arm(
            EvtchnState.INTERDOMAIN.number,
            EvtchnStatus.INTERDOMAIN_DOM,
            EvtchnStatus.INTERDOMAIN_PORT)
        .arm(EvtchnState.PIRQ.number, EvtchnStatus.PIRQ)
        .arm(EvtchnState.VIRQ.number, EvtchnStatus.VIRQ);
  }

  private static void sched(Table t) {
    Kind reasons = named(ShutdownReason.values());
    t.form(SchedShutdown.LAYOUT).kind(SchedShutdown.REASON, reasons);
    t.form(SchedRemoteShutdown.LAYOUT)
        .kind(SchedRemoteShutdown.DOMAIN_ID, Plain.DOMAIN)
        .kind(SchedRemoteShutdown.REASON, reasons);
    t.form(SchedPoll.LAYOUT)
        .kind(
            SchedPoll.PORTS,
            numbers(Scalar.PORT, Plain.DECIMAL, new Count.Member("nr_ports"), Access.IN))
        .kind(SchedPoll.TIMEOUT, Plain.NANOS);
  }

  private static void vcpu(Table t) {
    t.form(VcpuRunstateInfo.LAYOUT)
        .kind(VcpuRunstateInfo.STATE, named(Runstate.values()))
        .kind(VcpuRunstateInfo.STATE_ENTRY_TIME, Plain.NANOS)
        .kind(VcpuRunstateInfo.TIME, Plain.NANOS);
    t.form(VcpuSetPeriodicTimer.LAYOUT).kind(VcpuSetPeriodicTimer.PERIOD_NS, Plain.NANOS);
    t.form(VcpuSetSingleshotTimer.LAYOUT)
        .kind(VcpuSetSingleshotTimer.TIMEOUT_ABS_NS, Plain.NANOS)
        .kind(VcpuSetSingleshotTimer.FLAGS, flags("future", 1));
    t.form(VcpuRegisterVcpuInfo.LAYOUT)
        .kind(VcpuRegisterVcpuInfo.MFN, Plain.MFN)
        .kind(VcpuRegisterVcpuInfo.OFFSET, Plain.HEX);
    t.form(VcpuRegisterRunstateMemoryArea.LAYOUT).show(VcpuRegisterRunstateMemoryArea.ADDR_V);
    t.form(VcpuRegisterTimeMemoryArea.LAYOUT).show(VcpuRegisterTimeMemoryArea.ADDR_V);
    vcpuState(t);
  }

  private static void vcpuState(Table t) {
    t.form(VcpuGuestContext.LAYOUT)
        .kind(VcpuGuestContext.GDT_ENTS, Plain.DECIMAL)
        .kind(VcpuGuestContext.FLAGS, flags("i387_valid", 1, "in_kernel", 4, "online", 32))
        .show(
            VcpuGuestContext.FLAGS,
            VcpuGuestContext.USER_REGS,
            VcpuGuestContext.GDT_ENTS,
            VcpuGuestContext.KERNEL_SS,
            VcpuGuestContext.KERNEL_SP,
            VcpuGuestContext.CTRLREG);
    t.form(CpuUserRegs.LAYOUT)
        .kind(CpuUserRegs.CS, Plain.HEX)
        .kind(CpuUserRegs.SS, Plain.HEX)
        .show(
            CpuUserRegs.CS,
            CpuUserRegs.EIP,
            CpuUserRegs.EFLAGS,
            CpuUserRegs.SS,
            CpuUserRegs.ESP,
            CpuUserRegs.ESI);
  }
}
