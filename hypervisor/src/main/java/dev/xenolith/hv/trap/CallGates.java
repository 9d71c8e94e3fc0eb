package dev.xenolith.hv.trap;

import static dev.xenolith.hv.machine.cpu.CpuState.CS;
import static dev.xenolith.hv.machine.cpu.CpuState.RSP;
import static dev.xenolith.hv.machine.cpu.CpuState.SS;

import dev.xenolith.hv.machine.cpu.CpuState;
import dev.xenolith.hv.machine.cpu.LinearMemory;
import dev.xenolith.hv.machine.cpu.decode.Insn;
import dev.xenolith.hv.machine.cpu.decode.Op;
import dev.xenolith.hv.machine.cpu.decode.OperandKind;

/**
 * Far calls and jumps of a 32-bit guest through its call gates. The gates in its tables have DPL 0
 * and the DPL the guest wanted in the RPL of their target, so that each use arrives here as #GP.
 */
public final class CallGates {
  private static final int TYPE_CALL_GATE = 0xC;
  private static final long LOW = 0xFFFFFFFFL;

  private final TrapHost host;
  private final VcpuTraps traps;
  private final TrapDelivery delivery;
  private final DescriptorReader descriptors;
  private final GuestSegments segments;
  private final CodeReader code;
  private final byte[] scratch = new byte[4];
  private long stackBase;
  private long esp;
  private boolean faulted;

  /** The gates of the vCPU behind {@code host}. */
  public CallGates(
      TrapHost host,
      VcpuTraps traps,
      TrapDelivery delivery,
      DescriptorReader descriptors,
      GuestSegments segments) {
    this.host = host;
    this.traps = traps;
    this.delivery = delivery;
    this.descriptors = descriptors;
    this.segments = segments;
    code = new CodeReader(host.cpu(), host.linear());
  }

  /**
   * Handles #GP with the selector of what may be a call gate as error code: goes through, or
   * injects.
   */
  public void emulate(int errorCode) {
    int fault = enter(errorCode);
    if (fault >= 0) {
      delivery.injectException(fault >>> 16, fault & 0xFFFF);
    }
  }

  private static int gp(int error) {
    return Vectors.GENERAL_PROTECTION << 16 | error & 0xFFFF;
  }

  private int enter(int errorCode) {
    CpuState cpu = host.cpu();
    long gate = descriptors.read(errorCode);
    int selector = (int) (gate >>> 16) & 0xFFFC;
    int dpl = (int) (gate >>> 16) & 3;
    boolean isGate =
        errorCode >= 4 && (gate >>> 40 & 0x1F) == TYPE_CALL_GATE && DescriptorReader.dpl(gate) == 0;
    if (!isGate || dpl < cpu.cpl()) {
      return gp(errorCode);
    }
    if (!DescriptorReader.isPresent(gate)) {
      return Vectors.SEGMENT_NOT_PRESENT << 16 | errorCode & 0xFFFF;
    }
    Insn insn = code.decode();
    int operand = insn == null ? -1 : operandSelector(insn);
    if (operand < 0 || (operand & ~3) != errorCode || dpl < (operand & 3)) {
      return gp(errorCode);
    }
    long offset = gate & 0xFFFF | gate >>> 32 & 0xFFFF0000L;
    int parameters = (int) (gate >>> 32) & 0x1F;
    return through(insn, errorCode, selector, offset, parameters);
  }

  /** The selector a far call or jump names, or -1 if the instruction is neither. */
  private int operandSelector(Insn i) {
    if (i.op() != Op.CALL_FAR && i.op() != Op.JMP_FAR) {
      return -1;
    }
    if (i.kind(0) == OperandKind.FAR_POINTER) {
      return (int) i.imm2() & 0xFFFF;
    }
    long at = code.linear(i.segment(), code.offset(i) + i.operandSize() / 8);
    return host.linear().read(at, scratch, 0, 2) == 0
        ? scratch[0] & 0xFF | (scratch[1] & 0xFF) << 8
        : -1;
  }

  private int through(Insn insn, int error, int selector, long offset, int parameters) {
    CpuState cpu = host.cpu();
    boolean jump = insn.op() == Op.JMP_FAR;
    long target = descriptors.read(selector);
    boolean conforming = DescriptorReader.isExpandDownOrConforming(target);
    int dpl = DescriptorReader.dpl(target);
    boolean reachable = !jump || conforming ? dpl <= cpu.cpl() : dpl == cpu.cpl();
    if (!DescriptorReader.isCode(target) || !reachable) {
      return gp(selector);
    }
    if (!DescriptorReader.isPresent(target)) {
      return Vectors.SEGMENT_NOT_PRESENT << 16 | selector;
    }
    if (offset > DescriptorReader.limit(target)) {
      return gp(0);
    }
    long next = cpu.rip() + insn.length() & LOW;
    if (jump) {
      return go(selector | cpu.cpl(), cpu.selector(SS), cpu.gpr(RSP), offset);
    }
    return !conforming && dpl < cpu.cpl()
        ? callInner(error, selector | dpl, offset, parameters, next)
        : callSame(selector | cpu.cpl(), offset, next);
  }

  private int callInner(int error, int selector, long offset, int parameters, long next) {
    CpuState cpu = host.cpu();
    int ss = traps.kernelSs();
    long stack = descriptors.read(ss);
    if ((selector & 3) != Selectors.kernelRing(host.abi())) {
      return gp(error);
    }
    boolean usable =
        (ss & 3) == (selector & 3)
            && DescriptorReader.isSegment(stack)
            && !DescriptorReader.isCode(stack)
            && DescriptorReader.isWritableOrReadable(stack)
            && DescriptorReader.dpl(stack) == (selector & 3);
    if (!usable) {
      return Vectors.INVALID_TSS << 16 | ss & 0xFFFC;
    }
    long outerBase = cpu.base(SS);
    long outerEsp = cpu.gpr(RSP);
    begin(stack, traps.kernelSp());
    push(cpu.selector(SS));
    push((int) outerEsp);
    for (int p = parameters - 1; p >= 0 && !faulted; p--) {
      push(read(outerBase + outerEsp + 4L * p & LOW));
    }
    push(cpu.selector(CS));
    push((int) next);
    return faulted ? -1 : go(selector, ss, esp, offset);
  }

  private int callSame(int selector, long offset, long next) {
    CpuState cpu = host.cpu();
    begin(cpu.descriptor(SS), cpu.gpr(RSP));
    push(cpu.selector(CS));
    push((int) next);
    return faulted ? -1 : go(selector, cpu.selector(SS), esp, offset);
  }

  private int go(int selector, int ss, long newEsp, long offset) {
    CpuState cpu = host.cpu();
    cpu.setGpr(RSP, newEsp);
    cpu.setRip(offset);
    cpu.setRflags(cpu.rflags() & ~Eflags.RF);
    return segments.enter(selector, ss);
  }

  private void begin(long stack, long sp) {
    stackBase = DescriptorReader.base(stack);
    esp = sp & LOW;
    faulted = false;
  }

  private void push(int value) {
    esp = esp - 4 & LOW;
    long linear = stackBase + esp & LOW;
    if (!faulted && !DescriptorReader.writeU32(host.linear(), linear, value, scratch)) {
      fault(2);
    }
  }

  private int read(long linear) {
    if (host.linear().read(linear, scratch, 0, 4) != 0) {
      fault(0);
      return 0;
    }
    return scratch[0] & 0xFF
        | (scratch[1] & 0xFF) << 8
        | (scratch[2] & 0xFF) << 16
        | scratch[3] << 24;
  }

  private void fault(int kind) {
    faulted = true;
    LinearMemory linear = host.linear();
    delivery.injectPageFault(linear.faultCode() & 1 | kind, linear.faultAddress());
  }
}
