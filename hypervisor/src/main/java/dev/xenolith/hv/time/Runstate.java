package dev.xenolith.hv.time;

import dev.xenolith.abi.layout.Abi;
import dev.xenolith.abi.layout.ByteArrayBytes;
import dev.xenolith.abi.xen.VcpuRunstateInfo;

/** What a vCPU has spent its time on (vcpu.h: vcpu_runstate_info). */
public final class Runstate {
  /** What a vCPU is doing. The ordinal is the number in the ABI (RUNSTATE_*). */
  public enum Kind {
    RUNNING,
    RUNNABLE,
    BLOCKED,
    OFFLINE
  }

  /** XEN_RUNSTATE_UPDATE: in state_entry_time while the area is being written. */
  public static final long UPDATE_FLAG = 1L << 63;

  private final long[] time = new long[Kind.values().length];
  private Kind kind = Kind.OFFLINE;
  private long entryTime;

  /** Starts offline at this moment. */
  public Runstate(long now) {
    entryTime = now;
  }

  /** Accounts the time since the last change to the old state. */
  public void change(Kind next, long now) {
    if (kind == next) {
      return;
    }
    if (now > entryTime) {
      time[kind.ordinal()] += now - entryTime;
      entryTime = now;
    }
    kind = next;
  }

  public Kind kind() {
    return kind;
  }

  /** When the current state was entered. */
  public long entryTime() {
    return entryTime;
  }

  /** Nanoseconds spent in a state up to the last change. */
  public long accounted(Kind state) {
    return time[state.ordinal()];
  }

  /** The structure the guest reads (vcpu.h: vcpu_runstate_info). */
  public ByteArrayBytes layOut(Abi abi, boolean beingWritten) {
    ByteArrayBytes bytes = new ByteArrayBytes(VcpuRunstateInfo.LAYOUT.size(abi));
    VcpuRunstateInfo.STATE.put(bytes, 0, abi, kind.ordinal());
    VcpuRunstateInfo.STATE_ENTRY_TIME.put(
        bytes, 0, abi, entryTime | (beingWritten ? UPDATE_FLAG : 0));
    for (Kind state : Kind.values()) {
      bytes.putU64(VcpuRunstateInfo.TIME.at(abi, state.ordinal()), time[state.ordinal()]);
    }
    return bytes;
  }

  /** As {@link #layOut}, with the time up to now (VCPUOP_get_runstate_info). */
  public ByteArrayBytes layOutAt(Abi abi, long now) {
    ByteArrayBytes bytes = layOut(abi, false);
    bytes.putU64(VcpuRunstateInfo.TIME.at(abi, kind.ordinal()), total(kind, now));
    return bytes;
  }

  /** Nanoseconds spent in a state up to now. */
  public long total(Kind state, long now) {
    return time[state.ordinal()] + (state == kind ? Math.max(0, now - entryTime) : 0);
  }
}
