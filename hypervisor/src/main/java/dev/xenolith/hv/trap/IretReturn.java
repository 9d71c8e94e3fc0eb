package dev.xenolith.hv.trap;

import static dev.xenolith.hv.machine.cpu.CpuState.RAX;
import static dev.xenolith.hv.machine.cpu.CpuState.RCX;
import static dev.xenolith.hv.machine.cpu.CpuState.RSP;
import static dev.xenolith.hv.machine.cpu.CpuState.SS;

import dev.xenolith.abi.layout.Abi;
import dev.xenolith.abi.xen.Selector;
import dev.xenolith.hv.machine.cpu.CpuState;

/** The iret hypercall: takes the frame off the kernel's stack and goes where it says. */
public final class IretReturn {
  /** VGCF_in_syscall: the return is by SYSRET, which takes RCX, R11, CS and SS as it likes. */
  private static final int IN_SYSCALL = 1 << 8;

  private static final int R11 = 11;
  private static final int FRAME64 = 9 * 8;
  private static final int VM86_FRAME = 40;

  private final TrapHost host;
  private final VcpuTraps traps;
  private final TrapDelivery delivery;
  private final GuestSegments segments;
  private final byte[] frame = new byte[FRAME64];

  /** Returns of the vCPU behind {@code host}. */
  public IretReturn(TrapHost host, VcpuTraps traps, TrapDelivery delivery, GuestSegments segments) {
    this.host = host;
    this.traps = traps;
    this.delivery = delivery;
    this.segments = segments;
  }

  /**
   * Returns. The general registers are all set afterwards, so the hypercall's result must be RAX.
   *
   * @return null, or why the domain must crash
   */
  public String run() {
    return host.abi() == Abi.PV32 ? iret32() : iret64();
  }

  private String iret32() {
    CpuState cpu = host.cpu();
    long esp = cpu.gpr(RSP) & 0xFFFFFFFFL;
    if (!read(esp, 16)) {
      return unreadable();
    }
    cpu.setGpr(RAX, word(0));
    cpu.setRip(word(4));
    int cs = (int) word(8) & 0xFFFF;
    long eflags = word(12);
    if (host.architecturalIopl()) {
      traps.control().setIopl(eflags);
    }
    cpu.setRflags(Eflags.guest(eflags));
    if ((eflags & Eflags.VM) != 0) {
      return refuseVm86(cpu, esp, eflags);
    }
    int ss = cpu.selector(SS);
    if ((cs & 3) == 0) {
      return "iret to ring 0 (cs %04x)".formatted(cs);
    }
    if ((cs & 3) == 1) {
      cpu.setGpr(RSP, esp + 16 & 0xFFFFFFFFL);
    } else {
      if (!read(esp + 16, 8)) {
        return unreadable();
      }
      cpu.setGpr(RSP, word(0));
      ss = (int) word(4) & 0xFFFF;
    }
    finish(eflags);
    enter(cs, ss);
    return null;
  }

  /**
   * There is no virtual 8086 mode under a 64-bit hypervisor: the kernel gets #GP on a copy of the
   * frame.
   */
  private String refuseVm86(CpuState cpu, long esp, long eflags) {
    long ksp = traps.kernelSp() - VM86_FRAME & 0xFFFFFFFFL;
    byte[] copied = new byte[9 * 4];
    if (host.linear().read(esp + 4, copied, 0, copied.length) != 0
        || host.linear().write(ksp + 4, copied, 0, copied.length) != 0
        || host.linear().write(ksp, new byte[4], 0, 4) != 0) {
      return unreadable();
    }
    TrapTable table = traps.table();
    boolean masks = table.masksEvents(Vectors.GENERAL_PROTECTION);
    cpu.setGpr(RSP, ksp);
    cpu.setRip(table.address(Vectors.GENERAL_PROTECTION) & 0xFFFFFFFFL);
    cpu.setRflags(Eflags.guest(cpu.rflags() & ~(Eflags.RF | Eflags.NT | Eflags.TF)));
    finish(masks ? eflags & ~Eflags.IF : eflags);
    enter(table.selector(Vectors.GENERAL_PROTECTION), traps.kernelSs());
    return null;
  }

  private String iret64() {
    CpuState cpu = host.cpu();
    if (!read(cpu.gpr(RSP), FRAME64)) {
      return unreadable();
    }
    int cs = (int) quad(5) & 0xFFFF;
    if ((cs & 3) == 3 && !host.enterUserMode()) {
      return "iret to user mode without a user page table";
    }
    long rflags = quad(6);
    if (host.architecturalIopl()) {
      traps.control().setIopl(rflags);
    }
    long rip = quad(4);
    cpu.setGpr(RAX, quad(0));
    cpu.setRip(rip);
    cpu.setRflags(Eflags.guest(rflags));
    cpu.setGpr(RSP, quad(7));
    finish(rflags);
    boolean sysret = (quad(3) & IN_SYSCALL) != 0;
    cpu.setGpr(R11, sysret ? cpu.rflags() : quad(1));
    cpu.setGpr(RCX, sysret ? rip : quad(2));
    if (sysret && rip << 16 >> 16 == rip) {
      boolean compat = cs == Selector.RING3_CS32_64;
      segments.set(compat ? Selector.RING3_CS32_64 : Selector.RING3_CS64_64, Selector.RING3_DS_64);
    } else if (enter(cs | 3, (int) quad(8) & 0xFFFF | 3) && rip << 16 >> 16 != rip) {
      delivery.injectException(Vectors.GENERAL_PROTECTION, 0);
    }
    return null;
  }

  private void finish(long flags) {
    host.setUpcallMask((flags & Eflags.IF) == 0 ? 1 : 0);
    traps.setNmiMasked(false);
  }

  /** Whether the segments could be loaded; otherwise their fault waits for delivery. */
  private boolean enter(int cs, int ss) {
    int fault = segments.enter(cs, ss);
    if (fault >= 0) {
      delivery.injectException(fault >>> 16, fault & 0xFFFF);
    }
    return fault < 0;
  }

  private boolean read(long linear, int length) {
    return host.linear().read(linear, frame, 0, length) == 0;
  }

  private String unreadable() {
    return "cannot read the iret frame at 0x%x (error code 0x%x)"
        .formatted(host.linear().faultAddress(), host.linear().faultCode());
  }

  private long word(int at) {
    long value = 0;
    for (int i = 3; i >= 0; i--) {
      value = value << 8 | frame[at + i] & 0xFF;
    }
    return value;
  }

  private long quad(int index) {
    return word(8 * index) | word(8 * index + 4) << 32;
  }
}
