package dev.xenolith.abi.device;

import dev.xenolith.abi.layout.Field;
import dev.xenolith.abi.layout.StructLayout;

/** How a disk command ended. */
public final class DiskCompletion {
  private static final StructLayout.Builder S = StructLayout.of("disk_completion", "");
  public static final Field.U32 TAG = S.u32("tag");

  /** 0, or the number of a {@link dev.xenolith.abi.call.XenErrno}. */
  public static final Field.U32 ERROR = S.u32("error");

  /** The layout. */
  public static final StructLayout LAYOUT = S.build();

  private DiskCompletion() {}
}
