package dev.xenolith.abi.xen;

import dev.xenolith.abi.layout.Field;
import dev.xenolith.abi.layout.StructLayout;

/**
 * What a vCPU shares with Xen: whether events are pending, whether the upcall is masked, and the
 * time.
 */
public final class VcpuInfo {
  private static final StructLayout.Builder S = StructLayout.of("vcpu_info", "xen.h");
  public static final Field.U8 EVTCHN_UPCALL_PENDING = S.u8("evtchn_upcall_pending");
  public static final Field.U8 EVTCHN_UPCALL_MASK = S.u8("evtchn_upcall_mask");
  public static final Field.Word EVTCHN_PENDING_SEL = S.word("evtchn_pending_sel");
  public static final Field.Struct ARCH = S.struct("arch", ArchVcpuInfo.LAYOUT);
  public static final Field.Struct TIME = S.struct("time", VcpuTimeInfo.LAYOUT);

  /** {@code struct vcpu_info}, xen.h. */
  public static final StructLayout LAYOUT = S.build();

  private VcpuInfo() {}
}
