package dev.xenolith.abi.xen;

import dev.xenolith.abi.layout.Field;
import dev.xenolith.abi.layout.Scalar;
import dev.xenolith.abi.layout.StructLayout;

/** What a domain is and uses. */
public final class XenDomctlGetdomaininfo {
  private static final StructLayout.Builder S =
      StructLayout.of("xen_domctl_getdomaininfo", "domctl.h");
  public static final Field.U16 DOMAIN = S.domid("domain");
  private static final Field.U16 PAD1 = S.u16("pad1");
  public static final Field.U32 FLAGS = S.u32("flags");
  public static final Field.U64 TOT_PAGES = S.u64Aligned("tot_pages");
  public static final Field.U64 MAX_PAGES = S.u64Aligned("max_pages");
  public static final Field.U64 OUTSTANDING_PAGES = S.u64Aligned("outstanding_pages");
  public static final Field.U64 SHR_PAGES = S.u64Aligned("shr_pages");
  public static final Field.U64 PAGED_PAGES = S.u64Aligned("paged_pages");
  public static final Field.U64 SHARED_INFO_FRAME = S.u64Aligned("shared_info_frame");
  public static final Field.U64 CPU_TIME = S.u64Aligned("cpu_time");
  public static final Field.U32 NR_ONLINE_VCPUS = S.u32("nr_online_vcpus");
  public static final Field.U32 MAX_VCPU_ID = S.u32("max_vcpu_id");
  public static final Field.U32 SSIDREF = S.u32("ssidref");
  public static final Field.Array HANDLE = S.array("handle", Scalar.U8, 16);
  public static final Field.U32 CPUPOOL = S.u32("cpupool");
  public static final Field.U8 GPADDR_BITS = S.u8("gpaddr_bits");
  private static final Field.Array PAD2 = S.array("pad2", Scalar.U8, 7);
  public static final Field.Struct ARCH_CONFIG =
      S.struct("arch_config", XenArchDomainconfig.LAYOUT);

  /** {@code struct xen_domctl_getdomaininfo}, domctl.h. */
  public static final StructLayout LAYOUT = S.build();

  private XenDomctlGetdomaininfo() {}
}
