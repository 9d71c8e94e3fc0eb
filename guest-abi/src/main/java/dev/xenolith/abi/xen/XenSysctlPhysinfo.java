package dev.xenolith.abi.xen;

import dev.xenolith.abi.layout.Field;
import dev.xenolith.abi.layout.Scalar;
import dev.xenolith.abi.layout.StructLayout;

/** What the machine is. */
public final class XenSysctlPhysinfo {
  private static final StructLayout.Builder S = StructLayout.of("xen_sysctl_physinfo", "sysctl.h");
  public static final Field.U32 THREADS_PER_CORE = S.u32("threads_per_core");
  public static final Field.U32 CORES_PER_SOCKET = S.u32("cores_per_socket");
  public static final Field.U32 NR_CPUS = S.u32("nr_cpus");
  public static final Field.U32 MAX_CPU_ID = S.u32("max_cpu_id");
  public static final Field.U32 NR_NODES = S.u32("nr_nodes");
  public static final Field.U32 MAX_NODE_ID = S.u32("max_node_id");
  public static final Field.U32 CPU_KHZ = S.u32("cpu_khz");
  public static final Field.U32 CAPABILITIES = S.u32("capabilities");
  public static final Field.U32 ARCH_CAPABILITIES = S.u32("arch_capabilities");
  private static final Field.U32 PAD = S.u32("pad");
  public static final Field.U64 TOTAL_PAGES = S.u64Aligned("total_pages");
  public static final Field.U64 FREE_PAGES = S.u64Aligned("free_pages");
  public static final Field.U64 SCRUB_PAGES = S.u64Aligned("scrub_pages");
  public static final Field.U64 OUTSTANDING_PAGES = S.u64Aligned("outstanding_pages");
  public static final Field.U64 MAX_MFN = S.u64Aligned("max_mfn");
  public static final Field.Array HW_CAP = S.array("hw_cap", Scalar.U32, 8);

  /** {@code struct xen_sysctl_physinfo}, sysctl.h. */
  public static final StructLayout LAYOUT = S.build();

  private XenSysctlPhysinfo() {}
}
