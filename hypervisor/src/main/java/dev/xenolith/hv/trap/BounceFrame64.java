package dev.xenolith.hv.trap;

import static dev.xenolith.hv.machine.cpu.CpuState.CS;
import static dev.xenolith.hv.machine.cpu.CpuState.RCX;
import static dev.xenolith.hv.machine.cpu.CpuState.RSP;
import static dev.xenolith.hv.machine.cpu.CpuState.SS;

import dev.xenolith.abi.xen.Selector;
import dev.xenolith.abi.xen.VirtualLayout;
import dev.xenolith.hv.machine.cpu.CpuState;

/**
 * The frame on a 64-bit kernel's stack: RCX, R11, [error code] RIP, CS with the upcall mask in bits
 * 32 to 39, RFLAGS, RSP, SS. The kernel runs in ring 3 like its programs, so CS saved from kernel
 * mode has RPL 0 to tell them apart.
 */
final class BounceFrame64 {
  private static final int R11 = 11;

  private final TrapHost host;
  private final VcpuTraps traps;
  private final DescriptorReader descriptors;
  private final byte[] frame = new byte[13 * 8];

  BounceFrame64(TrapHost host, VcpuTraps traps, DescriptorReader descriptors) {
    this.host = host;
    this.traps = traps;
    this.descriptors = descriptors;
  }

  /** As {@link BounceFrame32#push}; the selectors are pushed as 8 bytes each. */
  String push(PendingTrap trap, int[] failsafeSelectors) {
    CpuState cpu = host.cpu();
    boolean fromKernel = host.inKernelMode();
    long rsp = fromKernel ? cpu.gpr(RSP) : traps.kernelSp();
    rsp &= -16L;
    if (inHole(rsp)) {
      return "the kernel stack at 0x%x is in the hypervisor's hole".formatted(rsp);
    }
    host.enterKernelMode();
    int length = build(cpu, trap, fromKernel, failsafeSelectors);
    long bottom = rsp - length;
    if (host.linear().write(bottom, frame, 0, length) != 0) {
      return "cannot push the trap frame on the kernel stack at 0x%x (error code 0x%x)"
          .formatted(host.linear().faultAddress(), host.linear().faultCode());
    }
    if (trap.address() == 0) {
      return "no handler is registered for the trap";
    }
    if (trap.masksEvents()) {
      host.setUpcallMask(1);
    }
    long cleared = Eflags.RF | Eflags.NT | Eflags.TF | Eflags.AC;
    cpu.setRflags(Eflags.guest(cpu.rflags() & ~cleared));
    cpu.setSegment(SS, Selector.RING3_DS_64, descriptors.read(Selector.RING3_DS_64));
    cpu.setSegment(CS, Selector.RING3_CS64_64, descriptors.read(Selector.RING3_CS64_64));
    cpu.setGpr(RSP, bottom);
    cpu.setRip(trap.address());
    // Xen goes there by SYSRET.
    cpu.setGpr(RCX, trap.address());
    cpu.setGpr(R11, cpu.rflags());
    return null;
  }

  private int build(CpuState cpu, PendingTrap trap, boolean fromKernel, int[] failsafe) {
    int at = put(0, cpu.gpr(RCX));
    at = put(at, cpu.gpr(R11));
    if (failsafe != null) {
      for (int i = failsafe.length - 1; i >= 0; i--) {
        at = put(at, failsafe[i]);
      }
    }
    if (trap.hasErrorCode()) {
      at = put(at, trap.errorCode());
    }
    at = put(at, cpu.rip());
    long savedMask = host.upcallMask();
    long cs = fromKernel ? cpu.selector(CS) & ~3 : cpu.selector(CS);
    at = put(at, savedMask << 32 | cs);
    long flags = cpu.rflags() & ~(Eflags.IF | Eflags.IOPL);
    flags |= savedMask == 0 ? Eflags.IF : 0;
    flags |= host.architecturalIopl() ? traps.control().iopl() : 0;
    at = put(at, flags);
    at = put(at, cpu.gpr(RSP));
    return put(at, cpu.selector(SS));
  }

  private int put(int at, long value) {
    for (int i = 0; i < 8; i++) {
      frame[at + i] = (byte) (value >>> 8 * i);
    }
    return at + 8;
  }

  private static boolean inHole(long rsp) {
    return Long.compareUnsigned(rsp, VirtualLayout.HYPERVISOR_START_64) >= 0
        && Long.compareUnsigned(rsp, VirtualLayout.HYPERVISOR_END_64 + 60) < 0;
  }
}
