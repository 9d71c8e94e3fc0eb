package dev.xenolith.abi.xen;

import dev.xenolith.abi.layout.Field;
import dev.xenolith.abi.layout.StructLayout;

/** Adds a page to the FIFO event array. */
public final class EvtchnExpandArray {
  private static final StructLayout.Builder S =
      StructLayout.of("evtchn_expand_array", "event_channel.h");
  public static final Field.U64 ARRAY_GFN = S.u64("array_gfn");

  /** {@code struct evtchn_expand_array}, event_channel.h. */
  public static final StructLayout LAYOUT = S.build();

  private EvtchnExpandArray() {}
}
