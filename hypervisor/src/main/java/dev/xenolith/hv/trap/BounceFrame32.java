package dev.xenolith.hv.trap;

import static dev.xenolith.hv.machine.cpu.CpuState.CS;
import static dev.xenolith.hv.machine.cpu.CpuState.RSP;
import static dev.xenolith.hv.machine.cpu.CpuState.SS;

import dev.xenolith.hv.machine.cpu.CpuState;

/**
 * The frame on a 32-bit kernel's stack: [error code] EIP, CS with the upcall mask in bits 16 to 23,
 * EFLAGS, [ESP, SS]. ESP and SS are there when the guest came from ring 2 or 3, whose traps arrive
 * on the stack of stack_switch.
 */
final class BounceFrame32 {
  private final TrapHost host;
  private final VcpuTraps traps;
  private final DescriptorReader descriptors;
  private final byte[] scratch = new byte[4];
  private long stackBase;
  private long esp;
  private String problem;

  BounceFrame32(TrapHost host, VcpuTraps traps, DescriptorReader descriptors) {
    this.host = host;
    this.traps = traps;
    this.descriptors = descriptors;
  }

  /**
   * Pushes the frame and turns the vCPU to its handler.
   *
   * @param failsafeSelectors the data selectors GS, FS, ES, DS, in the order they are pushed, or
   *     null for a frame without them
   * @return null, or why the domain must crash
   */
  String push(PendingTrap trap, int[] failsafeSelectors) {
    CpuState cpu = host.cpu();
    boolean outer = (cpu.selector(CS) & 2) != 0;
    int ss = outer ? traps.kernelSs() : cpu.selector(SS);
    esp = (outer ? traps.kernelSp() : cpu.gpr(RSP)) & 0xFFFFFFFFL;
    problem = null;
    long descriptor = stackDescriptor(ss);
    if (problem != null) {
      return problem;
    }
    stackBase = DescriptorReader.base(descriptor);
    if (outer) {
      push(cpu.selector(SS));
      push((int) cpu.gpr(RSP));
    }
    int savedMask = host.upcallMask();
    push((int) flagsToSave(cpu, savedMask));
    push(savedMask << 16 | cpu.selector(CS));
    push((int) cpu.rip());
    if (failsafeSelectors != null) {
      for (int selector : failsafeSelectors) {
        push(selector);
      }
    }
    if (trap.hasErrorCode()) {
      push(trap.errorCode());
    }
    if (problem != null) {
      return problem;
    }
    return enter(cpu, trap, ss, descriptor);
  }

  private String enter(CpuState cpu, PendingTrap trap, int ss, long stackDescriptor) {
    if ((trap.selector() & ~3) == 0) {
      return "no handler is registered for the trap";
    }
    long code = descriptors.read(trap.selector());
    if (!DescriptorReader.isCode(code) || !DescriptorReader.isPresent(code)) {
      return "the handler's code selector %04x is no code segment".formatted(trap.selector());
    }
    if (trap.masksEvents()) {
      host.setUpcallMask(1);
    }
    cpu.setRflags(Eflags.guest(cpu.rflags() & ~(Eflags.RF | Eflags.NT | Eflags.TF)));
    cpu.setSegment(SS, ss, stackDescriptor);
    cpu.setGpr(RSP, esp);
    cpu.setSegment(CS, trap.selector(), code);
    cpu.setRip(trap.address() & 0xFFFFFFFFL);
    return null;
  }

  private long flagsToSave(CpuState cpu, int savedMask) {
    long flags = cpu.rflags() & ~(Eflags.IF | Eflags.IOPL);
    if (savedMask == 0) {
      flags |= Eflags.IF;
    }
    return host.architecturalIopl() ? flags | traps.control().iopl() : flags;
  }

  /**
   * Xen reaches the stack through a segment it loads in ring 0: what that load checks is checked
   * here.
   */
  private long stackDescriptor(int selector) {
    if ((selector & ~3) == 0) {
      problem = "the kernel stack's selector is null";
      return DescriptorReader.NONE;
    }
    long descriptor = descriptors.read(selector);
    if (!DescriptorReader.isLoadableAsData(descriptor, selector)) {
      problem = "the kernel stack's selector %04x cannot be loaded".formatted(selector);
    }
    return descriptor;
  }

  private void push(int value) {
    esp -= 4;
    long linear = stackBase + esp;
    if (problem == null && !DescriptorReader.writeU32(host.linear(), linear, value, scratch)) {
      problem =
          "cannot push the trap frame on the kernel stack at 0x%x (error code 0x%x)"
              .formatted(host.linear().faultAddress(), host.linear().faultCode());
    }
  }
}
