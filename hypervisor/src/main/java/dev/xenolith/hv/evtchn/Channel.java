package dev.xenolith.hv.evtchn;

import dev.xenolith.abi.num.VcpuId;
import dev.xenolith.abi.xen.EvtchnFifoControlBlock;

/** One port. */
final class Channel {
  private static final VcpuId BOOT_VCPU = new VcpuId(0);
  static final int DEFAULT_PRIORITY = EvtchnFifoControlBlock.EVTCHN_FIFO_PRIORITY_DEFAULT;
  static final ChannelState FREE = new ChannelState.Free();
  static final ChannelState RESERVED = new ChannelState.Reserved();

  ChannelState state = FREE;
  VcpuId notify = BOOT_VCPU;

  /** Of its events under the FIFO ABI. */
  int priority = DEFAULT_PRIORITY;

  /**
   * The queue of the FIFO ABI it was put on last, and may be on still. These outlive the port, as
   * the guest takes ports off a queue when it likes.
   */
  int lastVcpu;

  int lastPriority;

  /** Whether an event came before the guest gave it a word (FIFO ABI). */
  boolean raisedWithoutWord;

  boolean isFree() {
    return state instanceof ChannelState.Free;
  }

  /** Whether events can be pending on it. */
  boolean isUsable() {
    return !(state instanceof ChannelState.Free || state instanceof ChannelState.Reserved);
  }

  void free() {
    state = FREE;
    notify = BOOT_VCPU;
    priority = DEFAULT_PRIORITY;
  }
}
