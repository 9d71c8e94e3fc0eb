package dev.xenolith.abi.xen;

import dev.xenolith.abi.layout.Abi;
import dev.xenolith.abi.layout.Field;
import dev.xenolith.abi.layout.Scalar;
import dev.xenolith.abi.layout.StructLayout;

/**
 * The page a domain shares with Xen: vcpu_info of the first 32 vCPUs, the event bitmaps, the wall
 * clock.
 */
public final class SharedInfo {
  private static final StructLayout.Builder S = StructLayout.of("shared_info", "xen.h");
  public static final Field.Array VCPU_INFO = S.array("vcpu_info", VcpuInfo.LAYOUT, 32);
  public static final Field.Array EVTCHN_PENDING = S.array("evtchn_pending", Scalar.WORD, 32, 64);
  public static final Field.Array EVTCHN_MASK = S.array("evtchn_mask", Scalar.WORD, 32, 64);
  public static final Field.U32 WC_VERSION = S.u32("wc_version");
  public static final Field.U32 WC_SEC = S.u32("wc_sec");
  public static final Field.U32 WC_NSEC = S.u32("wc_nsec");

  /** High half of the seconds; a 32-bit guest has it in arch_shared_info. */
  public static final Field.U32 WC_SEC_HI = S.only(Abi.PV64).u32("wc_sec_hi");

  public static final Field.Struct ARCH = S.struct("arch", ArchSharedInfo.LAYOUT);

  /** {@code struct shared_info}, xen.h. */
  public static final StructLayout LAYOUT = S.build();

  private SharedInfo() {}
}
