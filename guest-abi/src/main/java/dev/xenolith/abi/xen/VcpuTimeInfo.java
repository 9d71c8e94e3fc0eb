package dev.xenolith.abi.xen;

import dev.xenolith.abi.layout.Field;
import dev.xenolith.abi.layout.Scalar;
import dev.xenolith.abi.layout.StructLayout;

/**
 * What a vCPU needs to tell the time: system time at a TSC value, and the scale from there on. The
 * version is odd while Xen writes.
 */
public final class VcpuTimeInfo {
  private static final StructLayout.Builder S = StructLayout.of("vcpu_time_info", "xen.h");
  public static final Field.U32 VERSION = S.u32("version");
  private static final Field.U32 PAD0 = S.u32("pad0");
  public static final Field.U64 TSC_TIMESTAMP = S.u64("tsc_timestamp");
  public static final Field.U64 SYSTEM_TIME = S.u64("system_time");
  public static final Field.U32 TSC_TO_SYSTEM_MUL = S.u32("tsc_to_system_mul");
  public static final Field.S8 TSC_SHIFT = S.s8("tsc_shift");
  public static final Field.U8 FLAGS = S.u8("flags");
  private static final Field.Array PAD1 = S.array("pad1", Scalar.U8, 2);

  /** {@code struct vcpu_time_info}, xen.h. */
  public static final StructLayout LAYOUT = S.build();

  private VcpuTimeInfo() {}
}
