package dev.xenolith.hv.trap;

import static dev.xenolith.hv.machine.cpu.CpuState.DS;
import static dev.xenolith.hv.machine.cpu.CpuState.ES;
import static dev.xenolith.hv.machine.cpu.CpuState.RAX;
import static dev.xenolith.hv.machine.cpu.CpuState.RCX;
import static dev.xenolith.hv.machine.cpu.CpuState.RDI;
import static dev.xenolith.hv.machine.cpu.CpuState.RDX;
import static dev.xenolith.hv.machine.cpu.CpuState.RSI;

import dev.xenolith.hv.machine.cpu.CpuState;
import dev.xenolith.hv.machine.cpu.LinearMemory;
import dev.xenolith.hv.machine.cpu.decode.Insn;
import dev.xenolith.hv.machine.cpu.decode.Op;
import dev.xenolith.hv.machine.cpu.decode.OperandKind;

/**
 * IN, OUT, INS and OUTS, as far as the guest's I/O privilege level and permission bitmap allow
 * them.
 */
final class PortOps {
  private static final int MOST_REPEATS = 1024;
  private static final int SINGLE_STEP = 1 << 14;
  private static final int WRITE = 2;
  private static final long DR6_IDLE = 0xFFFF0FF0L;

  private final TrapHost host;
  private final VcpuTraps traps;
  private final TrapDelivery delivery;
  private final PrivilegedState state;
  private final CodeReader code;
  private final byte[] bytes = new byte[4];

  PortOps(
      TrapHost host,
      VcpuTraps traps,
      TrapDelivery delivery,
      PrivilegedState state,
      CodeReader code) {
    this.host = host;
    this.traps = traps;
    this.delivery = delivery;
    this.state = state;
    this.code = code;
  }

  /**
   * Whether the virtual I/O privilege level suffices. A kernel counts as ring 1 unless it asked for
   * 0.
   */
  boolean ioplAllows() {
    int cpl = 3;
    if (host.inKernelMode()) {
      cpl = host.architecturalIopl() ? 0 : 1;
    }
    return cpl <= traps.control().iopl() >>> 12;
  }

  private boolean guestAllows(int port, int length) {
    if (ioplAllows()) {
      return true;
    }
    if (port + length > traps.ioBitmapPorts()) {
      return false;
    }
    int mask = 0;
    for (int i = 0; i < 2; i++) {
      long at = traps.ioBitmap() + (port >>> 3) + i;
      int got = host.linear().read(at, bytes, 0, 1) == 0 ? bytes[0] & 0xFF : 0xFF;
      mask |= got << 8 * i;
    }
    return (mask & (1 << length) - 1 << (port & 7)) == 0;
  }

  boolean emulate(Insn i) {
    return i.op() == Op.IN || i.op() == Op.OUT ? single(i) : string(i);
  }

  private boolean single(Insn i) {
    CpuState cpu = host.cpu();
    boolean in = i.op() == Op.IN;
    int portOperand = in ? 1 : 0;
    boolean immediate = i.kind(portOperand) == OperandKind.IMMEDIATE;
    int port = (immediate ? (int) i.imm() & 0xFF : (int) cpu.gpr(RDX)) & 0xFFFF;
    int length = i.bits(in ? 0 : 1) / 8;
    if (!guestAllows(port, length)) {
      return false;
    }
    if (in) {
      merge(state.readPort(port, length), length);
    } else {
      int value = (int) cpu.gpr(RAX);
      state.writePort(port, length, length == 4 ? value : value & (1 << 8 * length) - 1);
    }
    advance(i);
    finish(traps.debug().matchIo(port, length));
    return true;
  }

  private void merge(int value, int length) {
    CpuState cpu = host.cpu();
    long wide = value & 0xFFFFFFFFL;
    if (length == 4) {
      cpu.setGpr(RAX, wide);
    } else {
      long mask = (1L << 8 * length) - 1;
      cpu.setGpr(RAX, cpu.gpr(RAX) & ~mask | wide & mask);
    }
  }

  private void advance(Insn i) {
    CpuState cpu = host.cpu();
    long next = cpu.rip() + i.length();
    cpu.setRip(cpu.longCode() ? next : next & 0xFFFFFFFFL);
  }

  private boolean string(Insn i) {
    CpuState cpu = host.cpu();
    int port = (int) cpu.gpr(RDX) & 0xFFFF;
    int length = i.width() / 8;
    if (!guestAllows(port, length)) {
      return false;
    }
    int hits = traps.debug().matchIo(port, length);
    int index = i.op() == Op.INS ? RDI : RSI;
    long step = (cpu.rflags() & Eflags.DF) != 0 ? -length : length;
    for (int n = 0; n < MOST_REPEATS; n++) {
      if (i.repeated() && masked(cpu.gpr(RCX), i) == 0) {
        break;
      }
      if (!moveOne(i, port, length, masked(cpu.gpr(index), i))) {
        return true;
      }
      put(index, cpu.gpr(index) + step, i);
      if (!i.repeated()) {
        break;
      }
      put(RCX, cpu.gpr(RCX) - 1, i);
      if (hits != 0) {
        break;
      }
    }
    if (!i.repeated() || masked(cpu.gpr(RCX), i) == 0) {
      advance(i);
    }
    finish(hits);
    return true;
  }

  private boolean moveOne(Insn i, int port, int length, long offset) {
    if (i.op() == Op.INS) {
      int value = state.readPort(port, length);
      for (int b = 0; b < length; b++) {
        bytes[b] = (byte) (value >>> 8 * b);
      }
      if (host.linear().write(code.linear(ES, offset), bytes, 0, length) != 0) {
        return fault(WRITE);
      }
      return true;
    }
    int segment = i.segmentOverride() == Insn.NONE ? DS : i.segmentOverride();
    if (host.linear().read(code.linear(segment, offset), bytes, 0, length) != 0) {
      return fault(0);
    }
    int value = 0;
    for (int b = length - 1; b >= 0; b--) {
      value = value << 8 | bytes[b] & 0xFF;
    }
    state.writePort(port, length, value);
    return true;
  }

  private boolean fault(int kind) {
    LinearMemory linear = host.linear();
    delivery.injectPageFault(linear.faultCode() & 1 | kind, linear.faultAddress());
    return false;
  }

  private static long masked(long value, Insn i) {
    return i.addressSize() == 64 ? value : value & (1L << i.addressSize()) - 1;
  }

  private void put(int register, long value, Insn i) {
    CpuState cpu = host.cpu();
    if (i.addressSize() == 16) {
      cpu.setGpr(register, cpu.gpr(register) & ~0xFFFFL | value & 0xFFFF);
    } else {
      cpu.setGpr(register, masked(value, i));
    }
  }

  /** What follows an instruction that was carried out: its breakpoints, and the single step. */
  void finish(int breakpoints) {
    CpuState cpu = host.cpu();
    long flags = cpu.rflags();
    int status = breakpoints | ((flags & Eflags.TF) != 0 ? SINGLE_STEP : 0);
    cpu.setRflags(flags & ~Eflags.RF);
    if (status != 0) {
      traps.debug().mergeStatus(DR6_IDLE | status | traps.debug().read(6));
      delivery.injectException(Vectors.DEBUG, 0);
    }
  }
}
