package dev.xenolith.abi.xen;

import dev.xenolith.abi.layout.Field;
import dev.xenolith.abi.layout.Scalar;
import dev.xenolith.abi.layout.StructLayout;

/** The frame of every domctl: command, version, domain, and the arguments of the command. */
public final class XenDomctl {
  private static final StructLayout.Builder S = StructLayout.of("xen_domctl", "domctl.h");
  public static final Field.U32 CMD = S.u32("cmd");
  public static final Field.U32 INTERFACE_VERSION = S.u32("interface_version");
  public static final Field.U16 DOMAIN = S.domid("domain");
  private static final Field.Array PAD = S.array("_pad", Scalar.U16, 3);
  private static final StructLayout.Builder U_MEMBERS = S.union("u");
  public static final Field.Struct CREATEDOMAIN =
      U_MEMBERS.struct("createdomain", XenDomctlCreatedomain.LAYOUT);
  public static final Field.Struct GETDOMAININFO =
      U_MEMBERS.struct("getdomaininfo", XenDomctlGetdomaininfo.LAYOUT);
  public static final Field.Struct GETPAGEFRAMEINFO3 =
      U_MEMBERS.struct("getpageframeinfo3", XenDomctlGetpageframeinfo3.LAYOUT);
  public static final Field.Struct NODEAFFINITY =
      U_MEMBERS.struct("nodeaffinity", XenDomctlNodeaffinity.LAYOUT);
  public static final Field.Struct VCPUAFFINITY =
      U_MEMBERS.struct("vcpuaffinity", XenDomctlVcpuaffinity.LAYOUT);
  public static final Field.Struct MAX_MEM = U_MEMBERS.struct("max_mem", XenDomctlMaxMem.LAYOUT);
  public static final Field.Struct VCPUCONTEXT =
      U_MEMBERS.struct("vcpucontext", XenDomctlVcpucontext.LAYOUT);
  public static final Field.Struct GETVCPUINFO =
      U_MEMBERS.struct("getvcpuinfo", XenDomctlGetvcpuinfo.LAYOUT);
  public static final Field.Struct MAX_VCPUS =
      U_MEMBERS.struct("max_vcpus", XenDomctlMaxVcpus.LAYOUT);
  public static final Field.Struct SCHEDULER_OP =
      U_MEMBERS.struct("scheduler_op", XenDomctlSchedulerOp.LAYOUT);
  public static final Field.Struct SETDOMAINHANDLE =
      U_MEMBERS.struct("setdomainhandle", XenDomctlSetdomainhandle.LAYOUT);
  public static final Field.Struct SETDEBUGGING =
      U_MEMBERS.struct("setdebugging", XenDomctlSetdebugging.LAYOUT);
  public static final Field.Struct IRQ_PERMISSION =
      U_MEMBERS.struct("irq_permission", XenDomctlIrqPermission.LAYOUT);
  public static final Field.Struct IOMEM_PERMISSION =
      U_MEMBERS.struct("iomem_permission", XenDomctlIomemPermission.LAYOUT);
  public static final Field.Struct IOPORT_PERMISSION =
      U_MEMBERS.struct("ioport_permission", XenDomctlIoportPermission.LAYOUT);
  public static final Field.Struct HYPERCALL_INIT =
      U_MEMBERS.struct("hypercall_init", XenDomctlHypercallInit.LAYOUT);
  public static final Field.Struct SETTIMEOFFSET =
      U_MEMBERS.struct("settimeoffset", XenDomctlSettimeoffset.LAYOUT);
  public static final Field.Struct TSC_INFO = U_MEMBERS.struct("tsc_info", XenDomctlTscInfo.LAYOUT);
  public static final Field.Struct ADDRESS_SIZE =
      U_MEMBERS.struct("address_size", XenDomctlAddressSize.LAYOUT);
  public static final Field.Struct SENDTRIGGER =
      U_MEMBERS.struct("sendtrigger", XenDomctlSendtrigger.LAYOUT);
  public static final Field.Struct SUBSCRIBE =
      U_MEMBERS.struct("subscribe", XenDomctlSubscribe.LAYOUT);
  public static final Field.Struct SET_VIRQ_HANDLER =
      U_MEMBERS.struct("set_virq_handler", XenDomctlSetVirqHandler.LAYOUT);
  public static final Field.Struct CPU_POLICY =
      U_MEMBERS.struct("cpu_policy", XenDomctlCpuPolicy.LAYOUT);
  private static final Field.Array PAD_ = U_MEMBERS.array("pad", Scalar.U8, 128);

  /** {@code struct xen_domctl}, domctl.h. */
  public static final StructLayout LAYOUT = S.build();

  private XenDomctl() {}
}
