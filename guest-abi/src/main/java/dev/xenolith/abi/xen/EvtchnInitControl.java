package dev.xenolith.abi.xen;

import dev.xenolith.abi.layout.Field;
import dev.xenolith.abi.layout.Scalar;
import dev.xenolith.abi.layout.StructLayout;

/** Registers a vCPU's FIFO control block. */
public final class EvtchnInitControl {
  private static final StructLayout.Builder S =
      StructLayout.of("evtchn_init_control", "event_channel.h");
  public static final Field.U64 CONTROL_GFN = S.u64("control_gfn");
  public static final Field.U32 OFFSET = S.u32("offset");
  public static final Field.U32 VCPU = S.u32("vcpu");
  public static final Field.U8 LINK_BITS = S.u8("link_bits");
  private static final Field.Array PAD = S.array("_pad", Scalar.U8, 7);

  /** {@code struct evtchn_init_control}, event_channel.h. */
  public static final StructLayout LAYOUT = S.build();

  private EvtchnInitControl() {}
}
