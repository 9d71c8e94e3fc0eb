package dev.xenolith.abi;

import dev.xenolith.abi.call.ArgoOp;
import dev.xenolith.abi.call.CallbackOp;
import dev.xenolith.abi.call.CallbackType;
import dev.xenolith.abi.call.ConsoleIo;
import dev.xenolith.abi.call.DmOp;
import dev.xenolith.abi.call.Domctl;
import dev.xenolith.abi.call.EventChannelOp;
import dev.xenolith.abi.call.GrantTableOp;
import dev.xenolith.abi.call.HvmOp;
import dev.xenolith.abi.call.HypfsOp;
import dev.xenolith.abi.call.KexecOp;
import dev.xenolith.abi.call.McaOp;
import dev.xenolith.abi.call.MemoryOp;
import dev.xenolith.abi.call.MmuExtOp;
import dev.xenolith.abi.call.MmuUpdateCommand;
import dev.xenolith.abi.call.NmiOp;
import dev.xenolith.abi.call.PhysdevOp;
import dev.xenolith.abi.call.PlatformOp;
import dev.xenolith.abi.call.SchedOp;
import dev.xenolith.abi.call.SegmentBase;
import dev.xenolith.abi.call.ShutdownReason;
import dev.xenolith.abi.call.SubOp;
import dev.xenolith.abi.call.Sysctl;
import dev.xenolith.abi.call.TbufOp;
import dev.xenolith.abi.call.VcpuOp;
import dev.xenolith.abi.call.VmAssist;
import dev.xenolith.abi.call.VmAssistCommand;
import dev.xenolith.abi.call.XenPmuOp;
import dev.xenolith.abi.call.XenVersionOp;
import dev.xenolith.abi.call.XenoprofOp;
import dev.xenolith.abi.call.XsmOp;
import dev.xenolith.abi.cpuid.CpuFeature;
import dev.xenolith.abi.io.BlkifOp;
import dev.xenolith.abi.io.BlkifRequest;
import dev.xenolith.abi.io.BlkifRequestDiscard;
import dev.xenolith.abi.io.BlkifRequestIndirect;
import dev.xenolith.abi.io.BlkifRequestSegment;
import dev.xenolith.abi.io.BlkifResponse;
import dev.xenolith.abi.io.BlkifSring;
import dev.xenolith.abi.io.BlkifSringEntry;
import dev.xenolith.abi.io.BlkifStatus;
import dev.xenolith.abi.io.NetifAbi;
import dev.xenolith.abi.io.ScreenAbi;
import dev.xenolith.abi.io.Xen9pfsDataIntf;
import dev.xenolith.abi.io.XenbusState;
import dev.xenolith.abi.io.XenconsInterface;
import dev.xenolith.abi.io.XenstoreDomainInterface;
import dev.xenolith.abi.io.XsWireType;
import dev.xenolith.abi.io.XsdSockmsg;
import dev.xenolith.abi.layout.StructLayout;
import dev.xenolith.abi.num.AbiNumber;
import dev.xenolith.abi.xen.ArchSharedInfo;
import dev.xenolith.abi.xen.ArchVcpuInfo;
import dev.xenolith.abi.xen.CallbackRegister;
import dev.xenolith.abi.xen.CallbackUnregister;
import dev.xenolith.abi.xen.CpuUserRegs;
import dev.xenolith.abi.xen.Dom0VgaConsoleInfo;
import dev.xenolith.abi.xen.ElfNote;
import dev.xenolith.abi.xen.EvtchnAllocUnbound;
import dev.xenolith.abi.xen.EvtchnBindInterdomain;
import dev.xenolith.abi.xen.EvtchnBindIpi;
import dev.xenolith.abi.xen.EvtchnBindPirq;
import dev.xenolith.abi.xen.EvtchnBindVcpu;
import dev.xenolith.abi.xen.EvtchnBindVirq;
import dev.xenolith.abi.xen.EvtchnClose;
import dev.xenolith.abi.xen.EvtchnExpandArray;
import dev.xenolith.abi.xen.EvtchnFifoControlBlock;
import dev.xenolith.abi.xen.EvtchnInitControl;
import dev.xenolith.abi.xen.EvtchnReset;
import dev.xenolith.abi.xen.EvtchnSend;
import dev.xenolith.abi.xen.EvtchnSetPriority;
import dev.xenolith.abi.xen.EvtchnState;
import dev.xenolith.abi.xen.EvtchnStatus;
import dev.xenolith.abi.xen.EvtchnUnmask;
import dev.xenolith.abi.xen.Feature;
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
import dev.xenolith.abi.xen.GrantEntryV1;
import dev.xenolith.abi.xen.GrantEntryV2;
import dev.xenolith.abi.xen.GrantStatus;
import dev.xenolith.abi.xen.MmuUpdate;
import dev.xenolith.abi.xen.MmuextOp;
import dev.xenolith.abi.xen.MulticallEntry;
import dev.xenolith.abi.xen.PhysdevSetIobitmap;
import dev.xenolith.abi.xen.PhysdevSetIopl;
import dev.xenolith.abi.xen.Runstate;
import dev.xenolith.abi.xen.SchedPinOverride;
import dev.xenolith.abi.xen.SchedPoll;
import dev.xenolith.abi.xen.SchedRemoteShutdown;
import dev.xenolith.abi.xen.SchedShutdown;
import dev.xenolith.abi.xen.SchedWatchdog;
import dev.xenolith.abi.xen.SharedInfo;
import dev.xenolith.abi.xen.StartInfo;
import dev.xenolith.abi.xen.TrapInfo;
import dev.xenolith.abi.xen.VcpuGetPhysid;
import dev.xenolith.abi.xen.VcpuGuestContext;
import dev.xenolith.abi.xen.VcpuInfo;
import dev.xenolith.abi.xen.VcpuRegisterRunstateMemoryArea;
import dev.xenolith.abi.xen.VcpuRegisterTimeMemoryArea;
import dev.xenolith.abi.xen.VcpuRegisterVcpuInfo;
import dev.xenolith.abi.xen.VcpuRunstateInfo;
import dev.xenolith.abi.xen.VcpuSetPeriodicTimer;
import dev.xenolith.abi.xen.VcpuSetSingleshotTimer;
import dev.xenolith.abi.xen.VcpuTimeInfo;
import dev.xenolith.abi.xen.VirqLine;
import dev.xenolith.abi.xen.XenAddToPhysmap;
import dev.xenolith.abi.xen.XenArchDomainconfig;
import dev.xenolith.abi.xen.XenBuildId;
import dev.xenolith.abi.xen.XenCallback;
import dev.xenolith.abi.xen.XenCompileInfo;
import dev.xenolith.abi.xen.XenCpuidLeaf;
import dev.xenolith.abi.xen.XenDomctl;
import dev.xenolith.abi.xen.XenDomctlAddressSize;
import dev.xenolith.abi.xen.XenDomctlCpuPolicy;
import dev.xenolith.abi.xen.XenDomctlCreatedomain;
import dev.xenolith.abi.xen.XenDomctlGetdomaininfo;
import dev.xenolith.abi.xen.XenDomctlGetpageframeinfo3;
import dev.xenolith.abi.xen.XenDomctlGetvcpuinfo;
import dev.xenolith.abi.xen.XenDomctlHypercallInit;
import dev.xenolith.abi.xen.XenDomctlIomemPermission;
import dev.xenolith.abi.xen.XenDomctlIoportPermission;
import dev.xenolith.abi.xen.XenDomctlIrqPermission;
import dev.xenolith.abi.xen.XenDomctlMaxMem;
import dev.xenolith.abi.xen.XenDomctlMaxVcpus;
import dev.xenolith.abi.xen.XenDomctlNodeaffinity;
import dev.xenolith.abi.xen.XenDomctlSchedCredit;
import dev.xenolith.abi.xen.XenDomctlSchedCredit2;
import dev.xenolith.abi.xen.XenDomctlSchedRtds;
import dev.xenolith.abi.xen.XenDomctlSchedulerOp;
import dev.xenolith.abi.xen.XenDomctlSendtrigger;
import dev.xenolith.abi.xen.XenDomctlSetVirqHandler;
import dev.xenolith.abi.xen.XenDomctlSetdebugging;
import dev.xenolith.abi.xen.XenDomctlSetdomainhandle;
import dev.xenolith.abi.xen.XenDomctlSettimeoffset;
import dev.xenolith.abi.xen.XenDomctlSubscribe;
import dev.xenolith.abi.xen.XenDomctlTscInfo;
import dev.xenolith.abi.xen.XenDomctlVcpuaffinity;
import dev.xenolith.abi.xen.XenDomctlVcpucontext;
import dev.xenolith.abi.xen.XenFeatureInfo;
import dev.xenolith.abi.xen.XenForeignMemoryMap;
import dev.xenolith.abi.xen.XenMachphysMapping;
import dev.xenolith.abi.xen.XenMachphysMfnList;
import dev.xenolith.abi.xen.XenMemAcquireResource;
import dev.xenolith.abi.xen.XenMemoryExchange;
import dev.xenolith.abi.xen.XenMemoryMap;
import dev.xenolith.abi.xen.XenMemoryReservation;
import dev.xenolith.abi.xen.XenMsrEntry;
import dev.xenolith.abi.xen.XenPlatformParameters;
import dev.xenolith.abi.xen.XenRemoveFromPhysmap;
import dev.xenolith.abi.xen.XenSysctl;
import dev.xenolith.abi.xen.XenSysctlAvailheap;
import dev.xenolith.abi.xen.XenSysctlCpuFeatureset;
import dev.xenolith.abi.xen.XenSysctlCpuPolicy;
import dev.xenolith.abi.xen.XenSysctlCpuinfo;
import dev.xenolith.abi.xen.XenSysctlCpupoolOp;
import dev.xenolith.abi.xen.XenSysctlCputopo;
import dev.xenolith.abi.xen.XenSysctlCputopoinfo;
import dev.xenolith.abi.xen.XenSysctlCredit2Schedule;
import dev.xenolith.abi.xen.XenSysctlCreditSchedule;
import dev.xenolith.abi.xen.XenSysctlDebugKeys;
import dev.xenolith.abi.xen.XenSysctlGetcpuinfo;
import dev.xenolith.abi.xen.XenSysctlGetdomaininfolist;
import dev.xenolith.abi.xen.XenSysctlMeminfo;
import dev.xenolith.abi.xen.XenSysctlNumainfo;
import dev.xenolith.abi.xen.XenSysctlPhysinfo;
import dev.xenolith.abi.xen.XenSysctlReadconsole;
import dev.xenolith.abi.xen.XenSysctlSchedId;
import dev.xenolith.abi.xen.XenSysctlSchedulerOp;
import dev.xenolith.abi.xen.XenSysctlTbufOp;
import dev.xenolith.abi.xen.XenctlBitmap;
import dev.xenolith.abi.xen.XennmiCallback;
import java.util.List;
import java.util.stream.Stream;

/**
 * Everything this module says about the public headers, listed: what is checked and generated from.
 */
public final class PublicAbi {
  /** All structures, an inner one before those that contain it. */
  public static final List<StructLayout> STRUCTURES =
      DependencyOrder.of(
          NetifAbi.STRUCTURES,
          ScreenAbi.STRUCTURES,
          List.of(
              ArchSharedInfo.LAYOUT,
              ArchVcpuInfo.LAYOUT,
              CallbackRegister.LAYOUT,
              CallbackUnregister.LAYOUT,
              CpuUserRegs.LAYOUT,
              Dom0VgaConsoleInfo.LAYOUT,
              EvtchnAllocUnbound.LAYOUT,
              EvtchnBindInterdomain.LAYOUT,
              EvtchnBindIpi.LAYOUT,
              EvtchnBindPirq.LAYOUT,
              EvtchnBindVcpu.LAYOUT,
              EvtchnBindVirq.LAYOUT,
              EvtchnClose.LAYOUT,
              EvtchnExpandArray.LAYOUT,
              EvtchnFifoControlBlock.LAYOUT,
              EvtchnInitControl.LAYOUT,
              EvtchnReset.LAYOUT,
              EvtchnSend.LAYOUT,
              EvtchnSetPriority.LAYOUT,
              EvtchnStatus.LAYOUT,
              EvtchnUnmask.LAYOUT,
              GnttabCacheFlush.LAYOUT,
              GnttabCopy.LAYOUT,
              GnttabDumpTable.LAYOUT,
              GnttabGetStatusFrames.LAYOUT,
              GnttabGetVersion.LAYOUT,
              GnttabMapGrantRef.LAYOUT,
              GnttabQuerySize.LAYOUT,
              GnttabSetVersion.LAYOUT,
              GnttabSetupTable.LAYOUT,
              GnttabSwapGrantRef.LAYOUT,
              GnttabTransfer.LAYOUT,
              GnttabUnmapAndReplace.LAYOUT,
              GnttabUnmapGrantRef.LAYOUT,
              GrantEntryV1.LAYOUT,
              GrantEntryV2.LAYOUT,
              MmuUpdate.LAYOUT,
              MmuextOp.LAYOUT,
              MulticallEntry.LAYOUT,
              PhysdevSetIobitmap.LAYOUT,
              PhysdevSetIopl.LAYOUT,
              SchedPinOverride.LAYOUT,
              SchedPoll.LAYOUT,
              SchedRemoteShutdown.LAYOUT,
              SchedShutdown.LAYOUT,
              SchedWatchdog.LAYOUT,
              SharedInfo.LAYOUT,
              StartInfo.LAYOUT,
              TrapInfo.LAYOUT,
              VcpuGetPhysid.LAYOUT,
              VcpuGuestContext.LAYOUT,
              VcpuInfo.LAYOUT,
              VcpuRegisterRunstateMemoryArea.LAYOUT,
              VcpuRegisterTimeMemoryArea.LAYOUT,
              VcpuRegisterVcpuInfo.LAYOUT,
              VcpuRunstateInfo.LAYOUT,
              VcpuSetPeriodicTimer.LAYOUT,
              VcpuSetSingleshotTimer.LAYOUT,
              VcpuTimeInfo.LAYOUT,
              XenAddToPhysmap.LAYOUT,
              XenArchDomainconfig.LAYOUT,
              XenBuildId.LAYOUT,
              XenCallback.LAYOUT,
              XenCompileInfo.LAYOUT,
              XenCpuidLeaf.LAYOUT,
              XenDomctl.LAYOUT,
              XenDomctlAddressSize.LAYOUT,
              XenDomctlCpuPolicy.LAYOUT,
              XenDomctlCreatedomain.LAYOUT,
              XenDomctlGetdomaininfo.LAYOUT,
              XenDomctlGetpageframeinfo3.LAYOUT,
              XenDomctlGetvcpuinfo.LAYOUT,
              XenDomctlHypercallInit.LAYOUT,
              XenDomctlIomemPermission.LAYOUT,
              XenDomctlIoportPermission.LAYOUT,
              XenDomctlIrqPermission.LAYOUT,
              XenDomctlMaxMem.LAYOUT,
              XenDomctlMaxVcpus.LAYOUT,
              XenDomctlNodeaffinity.LAYOUT,
              XenDomctlSchedCredit.LAYOUT,
              XenDomctlSchedCredit2.LAYOUT,
              XenDomctlSchedRtds.LAYOUT,
              XenDomctlSchedulerOp.LAYOUT,
              XenDomctlSendtrigger.LAYOUT,
              XenDomctlSetVirqHandler.LAYOUT,
              XenDomctlSetdebugging.LAYOUT,
              XenDomctlSetdomainhandle.LAYOUT,
              XenDomctlSettimeoffset.LAYOUT,
              XenDomctlSubscribe.LAYOUT,
              XenDomctlTscInfo.LAYOUT,
              XenDomctlVcpuaffinity.LAYOUT,
              XenDomctlVcpucontext.LAYOUT,
              XenFeatureInfo.LAYOUT,
              XenForeignMemoryMap.LAYOUT,
              XenMachphysMapping.LAYOUT,
              XenMachphysMfnList.LAYOUT,
              XenMemAcquireResource.LAYOUT,
              XenMemoryExchange.LAYOUT,
              XenMemoryMap.LAYOUT,
              XenMemoryReservation.LAYOUT,
              XenMsrEntry.LAYOUT,
              XenPlatformParameters.LAYOUT,
              XenRemoveFromPhysmap.LAYOUT,
              XenSysctl.LAYOUT,
              XenSysctlAvailheap.LAYOUT,
              XenSysctlCpuFeatureset.LAYOUT,
              XenSysctlCpuPolicy.LAYOUT,
              XenSysctlCpuinfo.LAYOUT,
              XenSysctlCpupoolOp.LAYOUT,
              XenSysctlCputopo.LAYOUT,
              XenSysctlCputopoinfo.LAYOUT,
              XenSysctlCredit2Schedule.LAYOUT,
              XenSysctlCreditSchedule.LAYOUT,
              XenSysctlDebugKeys.LAYOUT,
              XenSysctlGetcpuinfo.LAYOUT,
              XenSysctlGetdomaininfolist.LAYOUT,
              XenSysctlMeminfo.LAYOUT,
              XenSysctlNumainfo.LAYOUT,
              XenSysctlPhysinfo.LAYOUT,
              XenSysctlReadconsole.LAYOUT,
              XenSysctlSchedId.LAYOUT,
              XenSysctlSchedulerOp.LAYOUT,
              XenSysctlTbufOp.LAYOUT,
              XenctlBitmap.LAYOUT,
              XennmiCallback.LAYOUT,
              BlkifRequest.LAYOUT,
              BlkifRequestDiscard.LAYOUT,
              BlkifRequestIndirect.LAYOUT,
              BlkifRequestSegment.LAYOUT,
              BlkifResponse.LAYOUT,
              BlkifSring.LAYOUT,
              BlkifSringEntry.LAYOUT,
              Xen9pfsDataIntf.LAYOUT,
              XenconsInterface.LAYOUT,
              XenstoreDomainInterface.LAYOUT,
              XsdSockmsg.LAYOUT));

  /** All sub-operations of all hypercalls. */
  public static final List<SubOp> SUB_OPS =
      Stream.<SubOp[]>of(
              ArgoOp.values(),
              CallbackOp.values(),
              CallbackType.values(),
              ConsoleIo.values(),
              DmOp.values(),
              Domctl.values(),
              EventChannelOp.values(),
              GrantTableOp.values(),
              HvmOp.values(),
              HypfsOp.values(),
              KexecOp.values(),
              McaOp.values(),
              MemoryOp.values(),
              MmuExtOp.values(),
              MmuUpdateCommand.values(),
              NmiOp.values(),
              PhysdevOp.values(),
              PlatformOp.values(),
              SchedOp.values(),
              SegmentBase.values(),
              ShutdownReason.values(),
              Sysctl.values(),
              TbufOp.values(),
              VcpuOp.values(),
              VmAssist.values(),
              VmAssistCommand.values(),
              XenPmuOp.values(),
              XenVersionOp.values(),
              XenoprofOp.values(),
              XsmOp.values())
          .flatMap(Stream::of)
          .toList();

  /** All other numbers that have names. */
  public static final List<AbiNumber> NUMBERS =
      Stream.<AbiNumber[]>of(
              CpuFeature.values(),
              ElfNote.values(),
              Feature.values(),
              GrantStatus.values(),
              EvtchnState.values(),
              Runstate.values(),
              VirqLine.values(),
              XsWireType.values(),
              XenbusState.values(),
              BlkifOp.values(),
              BlkifStatus.values(),
              NetifAbi.NUMBERS.toArray(AbiNumber[]::new))
          .flatMap(Stream::of)
          .toList();

  private PublicAbi() {}
}
