package dev.xenolith.abi.sign;

import static dev.xenolith.abi.sign.Kinds.named;
import static dev.xenolith.abi.sign.Kinds.numbers;
import static dev.xenolith.abi.sign.Kinds.one;
import static dev.xenolith.abi.sign.Kinds.out;
import static dev.xenolith.abi.sign.Kinds.text;
import static dev.xenolith.abi.sign.SignatureTable.hex;
import static dev.xenolith.abi.sign.SignatureTable.p;
import static dev.xenolith.abi.sign.SignatureTable.pointer;
import static dev.xenolith.abi.sign.SignatureTable.u32;

import dev.xenolith.abi.call.CallbackOp;
import dev.xenolith.abi.call.ConsoleIo;
import dev.xenolith.abi.call.EventChannelOp;
import dev.xenolith.abi.call.GrantTableOp;
import dev.xenolith.abi.call.Hypercall;
import dev.xenolith.abi.call.MemoryOp;
import dev.xenolith.abi.call.PhysdevOp;
import dev.xenolith.abi.call.SchedOp;
import dev.xenolith.abi.call.SubOp;
import dev.xenolith.abi.call.VcpuOp;
import dev.xenolith.abi.call.XenVersionOp;
import dev.xenolith.abi.layout.Scalar;
import dev.xenolith.abi.layout.StructLayout;
import dev.xenolith.abi.sign.Kind.Access;
import dev.xenolith.abi.sign.Kind.Count;
import dev.xenolith.abi.sign.Kind.Plain;
import dev.xenolith.abi.xen.CallbackRegister;
import dev.xenolith.abi.xen.CallbackUnregister;
import dev.xenolith.abi.xen.EvtchnAllocUnbound;
import dev.xenolith.abi.xen.EvtchnBindInterdomain;
import dev.xenolith.abi.xen.EvtchnBindIpi;
import dev.xenolith.abi.xen.EvtchnBindPirq;
import dev.xenolith.abi.xen.EvtchnBindVcpu;
import dev.xenolith.abi.xen.EvtchnBindVirq;
import dev.xenolith.abi.xen.EvtchnClose;
import dev.xenolith.abi.xen.EvtchnExpandArray;
import dev.xenolith.abi.xen.EvtchnInitControl;
import dev.xenolith.abi.xen.EvtchnReset;
import dev.xenolith.abi.xen.EvtchnSend;
import dev.xenolith.abi.xen.EvtchnSetPriority;
import dev.xenolith.abi.xen.EvtchnStatus;
import dev.xenolith.abi.xen.EvtchnUnmask;
import dev.xenolith.abi.xen.GnttabCacheFlush;
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
import dev.xenolith.abi.xen.PhysdevSetIobitmap;
import dev.xenolith.abi.xen.PhysdevSetIopl;
import dev.xenolith.abi.xen.SchedPinOverride;
import dev.xenolith.abi.xen.SchedPoll;
import dev.xenolith.abi.xen.SchedRemoteShutdown;
import dev.xenolith.abi.xen.SchedShutdown;
import dev.xenolith.abi.xen.SchedWatchdog;
import dev.xenolith.abi.xen.VcpuGetPhysid;
import dev.xenolith.abi.xen.VcpuGuestContext;
import dev.xenolith.abi.xen.VcpuRegisterRunstateMemoryArea;
import dev.xenolith.abi.xen.VcpuRegisterTimeMemoryArea;
import dev.xenolith.abi.xen.VcpuRegisterVcpuInfo;
import dev.xenolith.abi.xen.VcpuRunstateInfo;
import dev.xenolith.abi.xen.VcpuSetPeriodicTimer;
import dev.xenolith.abi.xen.VcpuSetSingleshotTimer;
import dev.xenolith.abi.xen.XenAddToPhysmap;
import dev.xenolith.abi.xen.XenBuildId;
import dev.xenolith.abi.xen.XenCompileInfo;
import dev.xenolith.abi.xen.XenFeatureInfo;
import dev.xenolith.abi.xen.XenForeignMemoryMap;
import dev.xenolith.abi.xen.XenMachphysMapping;
import dev.xenolith.abi.xen.XenMachphysMfnList;
import dev.xenolith.abi.xen.XenMemAcquireResource;
import dev.xenolith.abi.xen.XenMemoryExchange;
import dev.xenolith.abi.xen.XenMemoryMap;
import dev.xenolith.abi.xen.XenMemoryReservation;
import dev.xenolith.abi.xen.XenPlatformParameters;
import dev.xenolith.abi.xen.XenRemoveFromPhysmap;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The rows of the hypercalls whose first argument selects what they do. */
final class SubOpRows {
  private SubOpRows() {}

  /** The sub-operation this first argument selects, or null. */
  static SubOp subOp(Hypercall call, long first) {
    long number = first & 0xFFFF_FFFFL;
    return switch (call) {
      case MEMORY_OP -> MemoryOp.of(number & 0x3F);
      case GRANT_TABLE_OP -> GrantTableOp.of(number & 0xFFFF);
      case EVENT_CHANNEL_OP -> EventChannelOp.of(number);
      case SCHED_OP -> SchedOp.of(number);
      case VCPU_OP -> VcpuOp.of(number);
      case PHYSDEV_OP -> PhysdevOp.of(number);
      case CALLBACK_OP -> CallbackOp.of(number);
      case XEN_VERSION -> XenVersionOp.of(number);
      case CONSOLE_IO -> ConsoleIo.of(number);
      default -> null;
    };
  }

  /** Parameters for a call, or a sub-operation, without a row. */
  static List<Parameter> unknown(Hypercall h) {
    return switch (h) {
      case MEMORY_OP -> fallback(named(MemoryOp.values()), 1);
      case GRANT_TABLE_OP -> fallback(named(GrantTableOp.values()), 2);
      case EVENT_CHANNEL_OP -> fallback(named(EventChannelOp.values()), 1);
      case SCHED_OP -> fallback(named(SchedOp.values()), 1);
      case VCPU_OP -> fallback(named(VcpuOp.values()), 2);
      case PHYSDEV_OP -> fallback(named(PhysdevOp.values()), 1);
      case CALLBACK_OP -> fallback(named(CallbackOp.values()), 1);
      case XEN_VERSION -> fallback(named(XenVersionOp.values()), 1);
      case CONSOLE_IO -> fallback(named(ConsoleIo.values()), 2);
      default -> fallback(Plain.HEX, 4);
    };
  }

  private static List<Parameter> fallback(Kind selector, int more) {
    List<Parameter> list = new ArrayList<>();
    list.add(p("cmd", Scalar.U32, selector));
    for (int i = 1; i <= more; i++) {
      list.add(hex("arg" + i));
    }
    return list;
  }

  static void add(List<Signature> rows) {
    memory(rows);
    grants(rows);
    eventChannels(rows);
    sched(rows);
    vcpu(rows);
    callbacks(rows);
    version(rows);
    console(rows);
  }

  private static void row(List<Signature> rows, SubOp op, Parameter... rest) {
    row(rows, op, Plain.DECIMAL, rest);
  }

  private static void row(List<Signature> rows, SubOp op, Kind result, Parameter... rest) {
    List<Parameter> all = new ArrayList<>();
    all.add(p("cmd", Scalar.U32, unknown(op.hypercall()).get(0).kind()));
    all.addAll(Arrays.asList(rest));
    rows.add(new Signature(op.hypercall(), op, List.copyOf(all), result));
  }

  private static Parameter arg(StructLayout s) {
    return pointer("arg", one(s));
  }

  private static Parameter result(StructLayout s) {
    return pointer("arg", out(s));
  }

  private static void memory(List<Signature> rows) {
    row(rows, MemoryOp.INCREASE_RESERVATION, arg(XenMemoryReservation.LAYOUT));
    row(rows, MemoryOp.DECREASE_RESERVATION, arg(XenMemoryReservation.LAYOUT));
    row(rows, MemoryOp.POPULATE_PHYSMAP, arg(XenMemoryReservation.LAYOUT));
    row(rows, MemoryOp.EXCHANGE, arg(XenMemoryExchange.LAYOUT));
    row(rows, MemoryOp.MAXIMUM_RAM_PAGE, Plain.HEX);
    Parameter domain =
        pointer("arg", numbers(Scalar.DOMID, Plain.DOMAIN, new Count.Fixed(1), Access.IN));
    row(rows, MemoryOp.CURRENT_RESERVATION, domain);
    row(rows, MemoryOp.MAXIMUM_RESERVATION, domain);
    row(rows, MemoryOp.MAXIMUM_GPFN, Plain.HEX, domain);
    row(rows, MemoryOp.MACHPHYS_MFN_LIST, arg(XenMachphysMfnList.LAYOUT));
    row(rows, MemoryOp.MACHPHYS_COMPAT_MFN_LIST, arg(XenMachphysMfnList.LAYOUT));
    row(rows, MemoryOp.MACHPHYS_MAPPING, result(XenMachphysMapping.LAYOUT));
    row(rows, MemoryOp.MEMORY_MAP, arg(XenMemoryMap.LAYOUT));
    row(rows, MemoryOp.MACHINE_MEMORY_MAP, arg(XenMemoryMap.LAYOUT));
    row(rows, MemoryOp.SET_MEMORY_MAP, arg(XenForeignMemoryMap.LAYOUT));
    row(rows, MemoryOp.ADD_TO_PHYSMAP, arg(XenAddToPhysmap.LAYOUT));
    row(rows, MemoryOp.REMOVE_FROM_PHYSMAP, arg(XenRemoveFromPhysmap.LAYOUT));
    row(rows, MemoryOp.ACQUIRE_RESOURCE, arg(XenMemAcquireResource.LAYOUT));
  }

  private static void grant(List<Signature> rows, GrantTableOp op, StructLayout s) {
    row(rows, op, pointer("uop", Kinds.many(s, new Count.Argument(2))), u32("count"));
  }

  private static void grants(List<Signature> rows) {
    grant(rows, GrantTableOp.MAP_GRANT_REF, GnttabMapGrantRef.LAYOUT);
    grant(rows, GrantTableOp.UNMAP_GRANT_REF, GnttabUnmapGrantRef.LAYOUT);
    grant(rows, GrantTableOp.SETUP_TABLE, GnttabSetupTable.LAYOUT);
    grant(rows, GrantTableOp.DUMP_TABLE, GnttabDumpTable.LAYOUT);
    grant(rows, GrantTableOp.TRANSFER, GnttabTransfer.LAYOUT);
    grant(rows, GrantTableOp.COPY, GnttabCopy.LAYOUT);
    grant(rows, GrantTableOp.QUERY_SIZE, GnttabQuerySize.LAYOUT);
    grant(rows, GrantTableOp.UNMAP_AND_REPLACE, GnttabUnmapAndReplace.LAYOUT);
    grant(rows, GrantTableOp.SET_VERSION, GnttabSetVersion.LAYOUT);
    grant(rows, GrantTableOp.GET_STATUS_FRAMES, GnttabGetStatusFrames.LAYOUT);
    grant(rows, GrantTableOp.GET_VERSION, GnttabGetVersion.LAYOUT);
    grant(rows, GrantTableOp.SWAP_GRANT_REF, GnttabSwapGrantRef.LAYOUT);
    grant(rows, GrantTableOp.CACHE_FLUSH, GnttabCacheFlush.LAYOUT);
  }

  private static void eventChannels(List<Signature> rows) {
    row(rows, EventChannelOp.ALLOC_UNBOUND, arg(EvtchnAllocUnbound.LAYOUT));
    row(rows, EventChannelOp.BIND_INTERDOMAIN, arg(EvtchnBindInterdomain.LAYOUT));
    row(rows, EventChannelOp.BIND_VIRQ, arg(EvtchnBindVirq.LAYOUT));
    row(rows, EventChannelOp.BIND_PIRQ, arg(EvtchnBindPirq.LAYOUT));
    row(rows, EventChannelOp.BIND_IPI, arg(EvtchnBindIpi.LAYOUT));
    row(rows, EventChannelOp.CLOSE, arg(EvtchnClose.LAYOUT));
    row(rows, EventChannelOp.SEND, arg(EvtchnSend.LAYOUT));
    row(rows, EventChannelOp.STATUS, arg(EvtchnStatus.LAYOUT));
    row(rows, EventChannelOp.BIND_VCPU, arg(EvtchnBindVcpu.LAYOUT));
    row(rows, EventChannelOp.UNMASK, arg(EvtchnUnmask.LAYOUT));
    row(rows, EventChannelOp.RESET, arg(EvtchnReset.LAYOUT));
    row(rows, EventChannelOp.INIT_CONTROL, arg(EvtchnInitControl.LAYOUT));
    row(rows, EventChannelOp.EXPAND_ARRAY, arg(EvtchnExpandArray.LAYOUT));
    row(rows, EventChannelOp.SET_PRIORITY, arg(EvtchnSetPriority.LAYOUT));
  }

  private static void sched(List<Signature> rows) {
    row(rows, SchedOp.YIELD);
    row(rows, SchedOp.BLOCK);
    row(rows, SchedOp.SHUTDOWN, arg(SchedShutdown.LAYOUT));
    row(rows, SchedOp.SHUTDOWN_CODE, arg(SchedShutdown.LAYOUT));
    row(rows, SchedOp.POLL, arg(SchedPoll.LAYOUT));
    row(rows, SchedOp.REMOTE_SHUTDOWN, arg(SchedRemoteShutdown.LAYOUT));
    row(rows, SchedOp.WATCHDOG, arg(SchedWatchdog.LAYOUT));
    row(rows, SchedOp.PIN_OVERRIDE, arg(SchedPinOverride.LAYOUT));
  }

  private static void vcpu(List<Signature> rows) {
    Parameter id = u32("vcpuid");
    row(rows, VcpuOp.INITIALISE, id, arg(VcpuGuestContext.LAYOUT));
    row(rows, VcpuOp.UP, id);
    row(rows, VcpuOp.DOWN, id);
    row(rows, VcpuOp.IS_UP, id);
    row(rows, VcpuOp.GET_RUNSTATE_INFO, id, result(VcpuRunstateInfo.LAYOUT));
    row(rows, VcpuOp.REGISTER_RUNSTATE_MEMORY_AREA, id, arg(VcpuRegisterRunstateMemoryArea.LAYOUT));
    row(rows, VcpuOp.SET_PERIODIC_TIMER, id, arg(VcpuSetPeriodicTimer.LAYOUT));
    row(rows, VcpuOp.STOP_PERIODIC_TIMER, id);
    row(rows, VcpuOp.SET_SINGLESHOT_TIMER, id, arg(VcpuSetSingleshotTimer.LAYOUT));
    row(rows, VcpuOp.STOP_SINGLESHOT_TIMER, id);
    row(rows, VcpuOp.REGISTER_VCPU_INFO, id, arg(VcpuRegisterVcpuInfo.LAYOUT));
    row(rows, VcpuOp.SEND_NMI, id);
    row(rows, VcpuOp.GET_PHYSID, id, result(VcpuGetPhysid.LAYOUT));
    row(rows, VcpuOp.REGISTER_VCPU_TIME_MEMORY_AREA, id, arg(VcpuRegisterTimeMemoryArea.LAYOUT));
  }

  private static void callbacks(List<Signature> rows) {
    row(rows, CallbackOp.REGISTER, arg(CallbackRegister.LAYOUT));
    row(rows, CallbackOp.UNREGISTER, arg(CallbackUnregister.LAYOUT));
    row(rows, PhysdevOp.SET_IOPL, arg(PhysdevSetIopl.LAYOUT));
    row(rows, PhysdevOp.SET_IOBITMAP, arg(PhysdevSetIobitmap.LAYOUT));
  }

  private static void version(List<Signature> rows) {
    row(rows, XenVersionOp.VERSION, Plain.VERSION);
    row(rows, XenVersionOp.EXTRAVERSION, string(16));
    row(rows, XenVersionOp.COMPILE_INFO, result(XenCompileInfo.LAYOUT));
    row(rows, XenVersionOp.CAPABILITIES, string(1024));
    row(rows, XenVersionOp.CHANGESET, string(64));
    row(rows, XenVersionOp.PLATFORM_PARAMETERS, result(XenPlatformParameters.LAYOUT));
    row(rows, XenVersionOp.GET_FEATURES, arg(XenFeatureInfo.LAYOUT));
    row(rows, XenVersionOp.PAGESIZE);
    row(
        rows,
        XenVersionOp.GUEST_HANDLE,
        pointer("arg", numbers(Scalar.U8, Plain.UUID, new Count.Fixed(16), Access.OUT)));
    row(rows, XenVersionOp.COMMANDLINE, string(1024));
    row(rows, XenVersionOp.BUILD_ID, arg(XenBuildId.LAYOUT));
  }

  private static Parameter string(int length) {
    return pointer("arg", text(new Count.Fixed(length), Access.OUT));
  }

  private static void console(List<Signature> rows) {
    Count count = new Count.Argument(1);
    Parameter length = p("count", Scalar.S32, Plain.SIGNED);
    row(rows, ConsoleIo.WRITE, length, pointer("str", text(count, Access.IN)));
    row(rows, ConsoleIo.READ, length, pointer("str", text(count, Access.OUT)));
  }
}
