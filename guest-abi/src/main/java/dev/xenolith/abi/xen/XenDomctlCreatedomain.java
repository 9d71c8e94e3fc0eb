package dev.xenolith.abi.xen;

import dev.xenolith.abi.layout.Field;
import dev.xenolith.abi.layout.Scalar;
import dev.xenolith.abi.layout.StructLayout;

/** What a new domain shall be. */
public final class XenDomctlCreatedomain {
  private static final StructLayout.Builder S =
      StructLayout.of("xen_domctl_createdomain", "domctl.h");
  public static final Field.U32 SSIDREF = S.u32("ssidref");
  public static final Field.Array HANDLE = S.array("handle", Scalar.U8, 16);
  public static final Field.U32 FLAGS = S.u32("flags");
  public static final Field.U32 IOMMU_OPTS = S.u32("iommu_opts");
  public static final Field.U32 MAX_VCPUS = S.u32("max_vcpus");
  public static final Field.U32 MAX_EVTCHN_PORT = S.u32("max_evtchn_port");
  public static final Field.U32 MAX_GRANT_FRAMES = S.s32("max_grant_frames");
  public static final Field.U32 MAX_MAPTRACK_FRAMES = S.s32("max_maptrack_frames");
  public static final Field.U32 GRANT_OPTS = S.u32("grant_opts");
  public static final Field.U32 VMTRACE_SIZE = S.u32("vmtrace_size");
  public static final Field.U32 CPUPOOL_ID = S.u32("cpupool_id");
  public static final Field.Struct ARCH = S.struct("arch", XenArchDomainconfig.LAYOUT);

  /** {@code struct xen_domctl_createdomain}, domctl.h. */
  public static final StructLayout LAYOUT = S.build();

  private XenDomctlCreatedomain() {}
}
