package dev.xenolith.abi.xen;

import dev.xenolith.abi.layout.Field;
import dev.xenolith.abi.layout.StructLayout;

/** Asks for the frames with the status words of a version 2 table. */
public final class GnttabGetStatusFrames {
  private static final StructLayout.Builder S =
      StructLayout.of("gnttab_get_status_frames", "grant_table.h");
  public static final Field.U32 NR_FRAMES = S.u32("nr_frames");
  public static final Field.U16 DOM = S.domid("dom");
  public static final Field.S16 STATUS = S.s16("status");
  public static final Field.Word FRAME_LIST = S.pointer("frame_list");

  /** {@code struct gnttab_get_status_frames}, grant_table.h. */
  public static final StructLayout LAYOUT = S.build();

  private GnttabGetStatusFrames() {}
}
