package dev.xenolith.hv.machine.cpu;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The state of the floating-point units as FXSAVE lays it out in memory (SDM vol. 1, 10.5.1): what
 * FXSAVE and XSAVE write, and what vcpu_guest_context and signal frames carry.
 */
public final class FpuImage {
  /** Bytes of the whole area. */
  public static final int SIZE = 512;

  /** The bits of MXCSR that exist: no others may be loaded. */
  public static final int MXCSR_MASK = 0xFFFF;

  /** Where MXCSR stands. */
  public static final int MXCSR = 24;

  /** Where ST0 stands; the others follow, 16 bytes each. */
  public static final int REGISTERS = 32;

  /** Where XMM0 stands; the others follow. */
  public static final int XMM = 160;

  private static final int CONTROL = 0;
  private static final int STATUS = 2;
  private static final int TAGS = 4;
  private static final int OPCODE = 6;
  private static final int INSTRUCTION = 8;
  private static final int DATA = 16;
  private static final int MASK = 28;
  private static final int STRIDE = 16;
  private static final int X87_REGISTERS = 8;
  private static final long LOW_32 = 0xFFFFFFFFL;

  private final ByteBuffer area;

  /** The layout over the first bytes of an array. */
  public FpuImage(byte[] bytes) {
    area = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Where XMM registers end that 64-bit code reaches, or other code. */
  public static int end(boolean longCode) {
    return XMM + STRIDE * xmmCount(longCode);
  }

  private static int xmmCount(boolean longCode) {
    return longCode ? 16 : 8;
  }

  /**
   * Writes the x87's part: bytes 0 to 23 and the registers.
   *
   * @param wide whether pointers have 64 bits and no selectors (REX.W)
   */
  public void saveX87(FpuState fpu, boolean wide) {
    area.putShort(CONTROL, (short) fpu.control());
    area.putShort(STATUS, (short) fpu.status());
    area.putShort(TAGS, (short) fpu.full());
    area.putShort(OPCODE, (short) fpu.opcode());
    long code = fpu.instructionPointer();
    long data = fpu.dataPointer();
    if (!wide) {
      code = code & LOW_32 | (long) fpu.instructionSelector() << 32;
      data = data & LOW_32 | (long) fpu.dataSelector() << 32;
    }
    area.putLong(INSTRUCTION, code);
    area.putLong(DATA, data);
    for (int i = 0; i < X87_REGISTERS; i++) {
      int physical = fpu.top() + i & 7;
      area.putLong(REGISTERS + STRIDE * i, fpu.significand(physical));
      area.putLong(REGISTERS + STRIDE * i + 8, fpu.signExponent(physical));
    }
  }

  /** Takes over the x87's part; status and exceptions are made to agree. */
  public void loadX87(FpuState fpu, boolean wide) {
    fpu.setControl(area.getShort(CONTROL));
    fpu.setStatus(area.getShort(STATUS));
    fpu.settle();
    fpu.setFull(area.get(TAGS));
    long code = area.getLong(INSTRUCTION);
    long data = area.getLong(DATA);
    int opcode = area.getShort(OPCODE);
    if (wide) {
      fpu.setLast(opcode, 0, code, 0, data);
    } else {
      fpu.setLast(opcode, (int) (code >>> 32), code & LOW_32, (int) (data >>> 32), data & LOW_32);
    }
    for (int i = 0; i < X87_REGISTERS; i++) {
      long significand = area.getLong(REGISTERS + STRIDE * i);
      fpu.setRegister(
          fpu.top() + i & 7, significand, area.getShort(REGISTERS + STRIDE * i + 8) & 0xFFFF);
    }
  }

  /** Writes MXCSR and the mask of its bits. */
  public void saveMxcsr(FpuState fpu) {
    area.putInt(MXCSR, fpu.mxcsr());
    area.putInt(MASK, MXCSR_MASK);
  }

  /** MXCSR as it stands in the area. */
  public int mxcsr() {
    return area.getInt(MXCSR);
  }

  /** Writes the XMM registers that the code at hand reaches. */
  public void saveXmm(FpuState fpu, boolean longCode) {
    long[] xmm = fpu.xmm();
    for (int i = 0; i < 2 * xmmCount(longCode); i++) {
      area.putLong(XMM + 8 * i, xmm[i]);
    }
  }

  /** Takes over the XMM registers that the code at hand reaches. */
  public void loadXmm(FpuState fpu, boolean longCode) {
    long[] xmm = fpu.xmm();
    for (int i = 0; i < 2 * xmmCount(longCode); i++) {
      xmm[i] = area.getLong(XMM + 8 * i);
    }
  }
}
