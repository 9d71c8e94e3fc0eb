package dev.xenolith.hv.domain;

import dev.xenolith.abi.call.VmAssist;
import dev.xenolith.abi.layout.Abi;
import dev.xenolith.abi.layout.ByteArrayBytes;
import dev.xenolith.abi.xen.VcpuRunstateInfo;
import dev.xenolith.abi.xen.VcpuTimeInfo;

/**
 * Places in a guest's own address space that the hypervisor keeps up to date: runstate and time,
 * wherever the vCPU registered them. They are written through the tables the vCPU has loaded then;
 * what cannot be reached is left out and comes with the next change.
 */
public final class VcpuAreas {
  /** Where in the entry time the update flag is. */
  private static final int FLAG_BYTE = 7;

  private final Vcpu vcpu;
  private long runstate;
  private long time;

  VcpuAreas(Vcpu vcpu) {
    this.vcpu = vcpu;
  }

  /** VCPUOP_register_runstate_memory_area; 0 for none. */
  public void setRunstate(long linear) {
    runstate = linear;
  }

  /** VCPUOP_register_vcpu_time_memory_area; 0 for none. */
  public void setTime(long linear) {
    time = linear;
  }

  /** Forgets both, as a soft reset does. */
  public void clear() {
    runstate = 0;
    time = 0;
  }

  /** The runstate has changed. */
  public void writeRunstate() {
    if (runstate == 0) {
      return;
    }
    Abi abi = vcpu.domain().abi();
    boolean flagged = vcpu.domain().assists(VmAssist.RUNSTATE_UPDATE_FLAG);
    ByteArrayBytes info = vcpu.runstate().layOut(abi, flagged);
    long flagAt = VcpuRunstateInfo.STATE_ENTRY_TIME.at(abi) + (long) FLAG_BYTE;
    if (!flagged) {
      write(runstate, info);
      return;
    }
    // Flag, contents, flag: a reader on another CPU sees that it has read halves of two states.
    write(runstate + flagAt, new ByteArrayBytes(info.copy(flagAt, 1)));
    write(runstate, info);
    info.putU8(flagAt, info.getU8(flagAt) & 0x7F);
    write(runstate + flagAt, new ByteArrayBytes(info.copy(flagAt, 1)));
  }

  /** The time in vcpu_info has been written anew. */
  public void writeTime(ByteArrayBytes info) {
    if (time == 0) {
      return;
    }
    Abi abi = vcpu.domain().abi();
    int version = VcpuTimeInfo.VERSION.get(info, 0, abi);
    VcpuTimeInfo.VERSION.put(info, 0, abi, version - 1);
    write(time, info);
    ByteArrayBytes done = new ByteArrayBytes(Integer.BYTES);
    done.putU32(0, version);
    write(time + VcpuTimeInfo.VERSION.at(abi), done);
  }

  private void write(long linear, ByteArrayBytes bytes) {
    vcpu.linear().write(linear, bytes.array(), 0, bytes.array().length);
  }
}
