package dev.xenolith.hv.evtchn;

import dev.xenolith.abi.num.VcpuId;

/** One port. */
final class Channel {
  private static final VcpuId BOOT_VCPU = new VcpuId(0);
  static final ChannelState FREE = new ChannelState.Free();
  static final ChannelState RESERVED = new ChannelState.Reserved();

  ChannelState state = FREE;
  VcpuId notify = BOOT_VCPU;

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
  }
}
