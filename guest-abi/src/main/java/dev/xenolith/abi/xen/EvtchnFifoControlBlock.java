package dev.xenolith.abi.xen;

import dev.xenolith.abi.layout.Field;
import dev.xenolith.abi.layout.Scalar;
import dev.xenolith.abi.layout.StructLayout;

/**
 * A vCPU's queues of FIFO events: which priorities have something, and the first port of each. The
 * ports of a queue are chained through their event words, whose bits are named here too.
 */
public final class EvtchnFifoControlBlock {
  private static final StructLayout.Builder S =
      StructLayout.of("evtchn_fifo_control_block", "event_channel.h");

  /** A bit for each priority. */
  public static final Field.U32 READY = S.u32("ready");

  private static final Field.U32 RSVD = S.u32("_rsvd");
  public static final Field.Array HEAD = S.array("head", Scalar.U32, 16);

  /** {@code struct evtchn_fifo_control_block}, event_channel.h. */
  public static final StructLayout LAYOUT = S.build();

  /** Bit of an event word: an event has come. */
  public static final int EVTCHN_FIFO_PENDING = 31;

  /** Bit of an event word: the guest does not want to be told. */
  public static final int EVTCHN_FIFO_MASKED = 30;

  /** Bit of an event word: the port is on a queue. */
  public static final int EVTCHN_FIFO_LINKED = 29;

  /** Bit of an event word: the hypervisor is about to change the link, so do not unmask. */
  public static final int EVTCHN_FIFO_BUSY = 28;

  /** Width of the link in an event word: the next port of the queue. */
  public static final int EVTCHN_FIFO_LINK_BITS = 17;

  /** The first priority to be served. */
  public static final int EVTCHN_FIFO_PRIORITY_MAX = 0;

  /** The priority of a port that was given none. */
  public static final int EVTCHN_FIFO_PRIORITY_DEFAULT = 7;

  /** The last priority to be served. */
  public static final int EVTCHN_FIFO_PRIORITY_MIN = 15;

  private EvtchnFifoControlBlock() {}
}
