package dev.xenolith.hv.run;

import dev.xenolith.abi.layout.GuestBytes;
import dev.xenolith.abi.num.Mfn;
import dev.xenolith.hv.domain.Vcpu;
import dev.xenolith.hv.machine.cpu.LinearMemory;
import dev.xenolith.hv.machine.memory.MachineMemory;

/** The linear memory of a hosted kernel, through the page tables of its vCPU. */
final class HostedMemory implements GuestBytes {
  private final LinearMemory linear;
  private final MachineMemory machine;

  HostedMemory(Vcpu vcpu) {
    linear = vcpu.linear();
    machine = vcpu.domain().xen().memory();
  }

  /** All of the linear address space, taken as unsigned. */
  @Override
  public long size() {
    return Long.MAX_VALUE;
  }

  private long at(long address, LinearMemory.Access access) {
    long maddr = linear.translate(address, access, false);
    if (maddr == LinearMemory.FAULT) {
      throw new IllegalStateException(
          "the hosted kernel cannot %s 0x%x (error code 0x%x)"
              .formatted(
                  access == LinearMemory.Access.WRITE ? "write" : "read",
                  address,
                  linear.faultCode()));
    }
    return maddr;
  }

  private static boolean crosses(long address, int length) {
    return (address & Mfn.PAGE_SIZE - 1) > Mfn.PAGE_SIZE - length;
  }

  private long read(long address, int length) {
    long value = 0;
    for (int i = length - 1; i >= 0; i--) {
      value = value << 8 | machine.getU8(at(address + i, LinearMemory.Access.READ));
    }
    return value;
  }

  private void write(long address, long value, int length) {
    for (int i = 0; i < length; i++) {
      machine.putU8(at(address + i, LinearMemory.Access.WRITE), (int) (value >>> 8 * i));
    }
  }

  @Override
  public int getU8(long offset) {
    return machine.getU8(at(offset, LinearMemory.Access.READ));
  }

  @Override
  public int getU16(long offset) {
    return crosses(offset, 2)
        ? (int) read(offset, 2)
        : machine.getU16(at(offset, LinearMemory.Access.READ));
  }

  @Override
  public int getU32(long offset) {
    return crosses(offset, 4)
        ? (int) read(offset, 4)
        : machine.getU32(at(offset, LinearMemory.Access.READ));
  }

  @Override
  public long getU64(long offset) {
    return crosses(offset, 8)
        ? read(offset, 8)
        : machine.getU64(at(offset, LinearMemory.Access.READ));
  }

  @Override
  public void putU8(long offset, int value) {
    machine.putU8(at(offset, LinearMemory.Access.WRITE), value);
  }

  @Override
  public void putU16(long offset, int value) {
    if (crosses(offset, 2)) {
      write(offset, value, 2);
    } else {
      machine.putU16(at(offset, LinearMemory.Access.WRITE), value);
    }
  }

  @Override
  public void putU32(long offset, int value) {
    if (crosses(offset, 4)) {
      write(offset, value, 4);
    } else {
      machine.putU32(at(offset, LinearMemory.Access.WRITE), value);
    }
  }

  @Override
  public void putU64(long offset, long value) {
    if (crosses(offset, 8)) {
      write(offset, value, 8);
    } else {
      machine.putU64(at(offset, LinearMemory.Access.WRITE), value);
    }
  }

  @Override
  public void get(long offset, byte[] to, int start, int length) {
    for (int done = 0; done < length; ) {
      int now = (int) Math.min(length - done, Mfn.PAGE_SIZE - (offset + done & 4095));
      machine.get(at(offset + done, LinearMemory.Access.READ), to, start + done, now);
      done += now;
    }
  }

  @Override
  public void put(long offset, byte[] from, int start, int length) {
    for (int done = 0; done < length; ) {
      int now = (int) Math.min(length - done, Mfn.PAGE_SIZE - (offset + done & 4095));
      machine.put(at(offset + done, LinearMemory.Access.WRITE), from, start + done, now);
      done += now;
    }
  }
}
