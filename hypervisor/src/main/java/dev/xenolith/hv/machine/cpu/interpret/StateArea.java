package dev.xenolith.hv.machine.cpu.interpret;

import dev.xenolith.hv.machine.cpu.GuestFault;
import dev.xenolith.hv.machine.cpu.Vector;
import dev.xenolith.hv.machine.cpu.decode.Insn;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The memory operand of an instruction that saves or restores a whole state: looked at from end to
 * end before anything changes, read into and written from bytes of its own.
 */
final class StateArea {
  /** As much as XSAVE writes: FXSAVE's area and a header. */
  static final int MOST = 576;

  private static final long LOW_32 = 0xFFFFFFFFL;

  private final Core core;
  private final byte[] bytes = new byte[MOST];
  private final ByteBuffer view = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  private long linear;

  StateArea(Core core) {
    this.core = core;
  }

  /** What {@link #read} read, and what {@link #write} will write. */
  byte[] bytes() {
    return bytes;
  }

  /** {@link #bytes}, little-endian. */
  ByteBuffer view() {
    return view;
  }

  /**
   * Points it at an instruction's operand.
   *
   * @throws GuestFault if the segment does not reach, or #GP if it must be aligned and is not
   */
  void locate(Insn insn, int length, int alignment, boolean write) {
    linear = core.data.linear(insn.segment(), core.operands.offset(insn), length, write);
    if ((linear & alignment - 1) != 0) {
      throw GuestFault.of(Vector.GP, 0);
    }
  }

  private long at(int offset) {
    return core.state.longCode() ? linear + offset : linear + offset & LOW_32;
  }

  /** Reads a part of it in units of 2, 4 or 8 bytes, after the first one its last byte. */
  void read(int from, int to, int unit) {
    core.data.readLinear(at(from), unit);
    core.data.hostToRead(at(to - 1));
    for (int i = from; i < to; i += unit) {
      put(i, unit, core.data.readLinear(at(i), unit));
    }
  }

  /** Faults, if writing up to here would; the first unit is looked at first. */
  void probe(int length, int unit) {
    core.data.probeWrite(linear, unit);
    core.data.hostToWrite(at(length - 1));
  }

  /** Writes a part of it in units of 2, 4 or 8 bytes. */
  void write(int from, int to, int unit) {
    for (int i = from; i < to; i += unit) {
      core.data.writeLinear(at(i), unit, get(i, unit));
    }
  }

  /** A value in {@link #bytes}, zero-extended. */
  long get(int at, int unit) {
    return switch (unit) {
      case 2 -> view.getShort(at) & 0xFFFFL;
      case 4 -> view.getInt(at) & LOW_32;
      default -> view.getLong(at);
    };
  }

  /** Sets a value in {@link #bytes}. */
  void put(int at, int unit, long value) {
    switch (unit) {
      case 2 -> view.putShort(at, (short) value);
      case 4 -> view.putInt(at, (int) value);
      default -> view.putLong(at, value);
    }
  }
}
