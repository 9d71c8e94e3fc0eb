package dev.xenolith.abi.xen;

import dev.xenolith.abi.layout.Field;
import dev.xenolith.abi.layout.StructLayout;

/** Reads the features of one of the machine's own policies, word by word. */
public final class XenSysctlCpuFeatureset {
  private static final StructLayout.Builder S =
      StructLayout.of("xen_sysctl_cpu_featureset", "sysctl.h");
  public static final Field.U32 INDEX = S.u32("index");
  public static final Field.U32 NR_FEATURES = S.u32("nr_features");
  public static final Field.U64 FEATURES = S.pointer64("features");

  /** {@code struct xen_sysctl_cpu_featureset}, sysctl.h. */
  public static final StructLayout LAYOUT = S.build();

  private XenSysctlCpuFeatureset() {}
}
