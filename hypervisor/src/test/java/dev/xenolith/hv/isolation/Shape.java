package dev.xenolith.hv.isolation;

import dev.xenolith.abi.call.Hypercall;
import dev.xenolith.abi.layout.StructLayout;
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
import dev.xenolith.abi.xen.SchedWatchdog;
import dev.xenolith.abi.xen.VcpuGuestContext;
import dev.xenolith.abi.xen.VcpuRegisterRunstateMemoryArea;
import dev.xenolith.abi.xen.VcpuRegisterTimeMemoryArea;
import dev.xenolith.abi.xen.VcpuRegisterVcpuInfo;
import dev.xenolith.abi.xen.VcpuSetPeriodicTimer;
import dev.xenolith.abi.xen.VcpuSetSingleshotTimer;
import dev.xenolith.abi.xen.XenAddToPhysmap;
import dev.xenolith.abi.xen.XenForeignMemoryMap;
import dev.xenolith.abi.xen.XenMachphysMapping;
import dev.xenolith.abi.xen.XenMemoryExchange;
import dev.xenolith.abi.xen.XenMemoryMap;
import dev.xenolith.abi.xen.XenMemoryReservation;
import java.util.List;

/** An operation whose argument is a structure, or an array of them. */
record Shape(Hypercall op, int command, StructLayout layout) {
  static final List<Shape> EVENTS =
      List.of(
          new Shape(Hypercall.EVENT_CHANNEL_OP, 0, EvtchnBindInterdomain.LAYOUT),
          new Shape(Hypercall.EVENT_CHANNEL_OP, 1, EvtchnBindVirq.LAYOUT),
          new Shape(Hypercall.EVENT_CHANNEL_OP, 2, EvtchnBindPirq.LAYOUT),
          new Shape(Hypercall.EVENT_CHANNEL_OP, 3, EvtchnClose.LAYOUT),
          new Shape(Hypercall.EVENT_CHANNEL_OP, 4, EvtchnSend.LAYOUT),
          new Shape(Hypercall.EVENT_CHANNEL_OP, 5, EvtchnStatus.LAYOUT),
          new Shape(Hypercall.EVENT_CHANNEL_OP, 6, EvtchnAllocUnbound.LAYOUT),
          new Shape(Hypercall.EVENT_CHANNEL_OP, 7, EvtchnBindIpi.LAYOUT),
          new Shape(Hypercall.EVENT_CHANNEL_OP, 8, EvtchnBindVcpu.LAYOUT),
          new Shape(Hypercall.EVENT_CHANNEL_OP, 9, EvtchnUnmask.LAYOUT),
          new Shape(Hypercall.EVENT_CHANNEL_OP, 11, EvtchnInitControl.LAYOUT),
          new Shape(Hypercall.EVENT_CHANNEL_OP, 12, EvtchnExpandArray.LAYOUT),
          new Shape(Hypercall.EVENT_CHANNEL_OP, 13, EvtchnSetPriority.LAYOUT));

  static final List<Shape> GRANTS =
      List.of(
          new Shape(Hypercall.GRANT_TABLE_OP, 0, GnttabMapGrantRef.LAYOUT),
          new Shape(Hypercall.GRANT_TABLE_OP, 0, GnttabMapGrantRef.LAYOUT),
          new Shape(Hypercall.GRANT_TABLE_OP, 1, GnttabUnmapGrantRef.LAYOUT),
          new Shape(Hypercall.GRANT_TABLE_OP, 2, GnttabSetupTable.LAYOUT),
          new Shape(Hypercall.GRANT_TABLE_OP, 4, GnttabTransfer.LAYOUT),
          new Shape(Hypercall.GRANT_TABLE_OP, 5, GnttabCopy.LAYOUT),
          new Shape(Hypercall.GRANT_TABLE_OP, 6, GnttabQuerySize.LAYOUT),
          new Shape(Hypercall.GRANT_TABLE_OP, 7, GnttabUnmapAndReplace.LAYOUT),
          new Shape(Hypercall.GRANT_TABLE_OP, 8, GnttabSetVersion.LAYOUT),
          new Shape(Hypercall.GRANT_TABLE_OP, 10, GnttabGetVersion.LAYOUT),
          new Shape(Hypercall.GRANT_TABLE_OP, 11, GnttabSwapGrantRef.LAYOUT),
          new Shape(Hypercall.GRANT_TABLE_OP, 12, GnttabCacheFlush.LAYOUT));

  static final List<Shape> MEMORY =
      List.of(
          new Shape(Hypercall.MEMORY_OP, 0, XenMemoryReservation.LAYOUT),
          new Shape(Hypercall.MEMORY_OP, 1, XenMemoryReservation.LAYOUT),
          new Shape(Hypercall.MEMORY_OP, 6, XenMemoryReservation.LAYOUT),
          new Shape(Hypercall.MEMORY_OP, 11, XenMemoryExchange.LAYOUT),
          new Shape(Hypercall.MEMORY_OP, 9, XenMemoryMap.LAYOUT),
          new Shape(Hypercall.MEMORY_OP, 12, XenMachphysMapping.LAYOUT),
          new Shape(Hypercall.MEMORY_OP, 13, XenForeignMemoryMap.LAYOUT),
          new Shape(Hypercall.MEMORY_OP, 7, XenAddToPhysmap.LAYOUT));

  static final List<Shape> VCPU =
      List.of(
          new Shape(Hypercall.VCPU_OP, 0, VcpuGuestContext.LAYOUT),
          new Shape(Hypercall.VCPU_OP, 5, VcpuRegisterRunstateMemoryArea.LAYOUT),
          new Shape(Hypercall.VCPU_OP, 6, VcpuSetPeriodicTimer.LAYOUT),
          new Shape(Hypercall.VCPU_OP, 8, VcpuSetSingleshotTimer.LAYOUT),
          new Shape(Hypercall.VCPU_OP, 10, VcpuRegisterVcpuInfo.LAYOUT),
          new Shape(Hypercall.VCPU_OP, 13, VcpuRegisterTimeMemoryArea.LAYOUT));

  static final List<Shape> OTHER =
      List.of(
          new Shape(Hypercall.CALLBACK_OP, 0, CallbackRegister.LAYOUT),
          new Shape(Hypercall.CALLBACK_OP, 1, CallbackUnregister.LAYOUT),
          new Shape(Hypercall.EVENT_CHANNEL_OP, 10, EvtchnReset.LAYOUT),
          new Shape(Hypercall.PHYSDEV_OP, 6, PhysdevSetIopl.LAYOUT),
          new Shape(Hypercall.PHYSDEV_OP, 7, PhysdevSetIobitmap.LAYOUT),
          new Shape(Hypercall.SCHED_OP, 3, SchedPoll.LAYOUT),
          new Shape(Hypercall.SCHED_OP, 6, SchedWatchdog.LAYOUT),
          new Shape(Hypercall.SCHED_OP, 7, SchedPinOverride.LAYOUT),
          new Shape(Hypercall.SCHED_OP, 4, SchedRemoteShutdown.LAYOUT));
}
