package dev.xenolith.abi.xen;

import dev.xenolith.abi.layout.Field;
import dev.xenolith.abi.layout.StructLayout;

/** Asks for frames behind a resource of a domain, such as its grant table. */
public final class XenMemAcquireResource {
  private static final StructLayout.Builder S =
      StructLayout.of("xen_mem_acquire_resource", "memory.h");
  public static final Field.U16 DOMID = S.domid("domid");
  public static final Field.U16 TYPE = S.u16("type");
  public static final Field.U32 ID = S.u32("id");
  public static final Field.U32 NR_FRAMES = S.u32("nr_frames");
  private static final Field.U32 PAD = S.u32("pad");
  public static final Field.U64 FRAME = S.u64("frame");
  public static final Field.Word FRAME_LIST = S.pointer("frame_list");

  /** {@code struct xen_mem_acquire_resource}, memory.h. */
  public static final StructLayout LAYOUT = S.build();

  private XenMemAcquireResource() {}
}
