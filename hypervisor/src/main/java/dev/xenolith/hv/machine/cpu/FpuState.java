package dev.xenolith.hv.machine.cpu;

import java.util.Arrays;

/**
 * The registers of one vCPU's x87, MMX and SSE units.
 *
 * <p>The x87's registers are kept by their physical number: ST(i) is number {@code top() + i & 7},
 * and MMi is the significand of number i. SSE's are pairs of words, the low one first.
 */
public final class FpuState {
  /** The x87 control word after FNINIT. */
  public static final int CONTROL_RESET = 0x37F;

  /** MXCSR after reset: all exceptions masked, to nearest. */
  public static final int MXCSR_RESET = 0x1F80;

  /** The x87 in XCR0. */
  public static final long XCR0_X87 = 1;

  /** XMM registers and MXCSR in XCR0. */
  public static final long XCR0_SSE = 2;

  /** All that XCR0 may name. */
  public static final long XCR0_ALL = XCR0_X87 | XCR0_SSE;

  private static final int CONTROL_BITS = 0x1F7F;
  private static final int CONTROL_FIXED = 0x40;
  private static final int EXCEPTIONS = 0x3F;

  /** ES and B. */
  private static final int WAITING = 0x8080;

  private static final int REGISTERS = 8;
  private static final int TOP_SHIFT = 11;
  private static final int TOP = 7 << TOP_SHIFT;
  private static final int MMX_SIGN_EXPONENT = 0xFFFF;
  private static final int ALL_FULL = 0xFF;

  private final long[] significands = new long[REGISTERS];
  private final int[] signExponents = new int[REGISTERS];
  private final long[] xmm = new long[32];
  private int control = CONTROL_RESET;
  private int status;
  private int full;
  private int opcode;
  private int instructionSelector;
  private long instructionPointer;
  private int dataSelector;
  private long dataPointer;
  private int mxcsr = MXCSR_RESET;
  private long xcr0 = XCR0_X87;

  /** All registers as FNINIT leaves them, MXCSR at its reset value, SSE's registers zero. */
  public FpuState() {}

  /** Takes over all registers of another state but XCR0. */
  public void copyFrom(FpuState other) {
    System.arraycopy(other.significands, 0, significands, 0, REGISTERS);
    System.arraycopy(other.signExponents, 0, signExponents, 0, REGISTERS);
    System.arraycopy(other.xmm, 0, xmm, 0, xmm.length);
    control = other.control;
    status = other.status;
    full = other.full;
    opcode = other.opcode;
    instructionSelector = other.instructionSelector;
    instructionPointer = other.instructionPointer;
    dataSelector = other.dataSelector;
    dataPointer = other.dataPointer;
    mxcsr = other.mxcsr;
  }

  /** What FNINIT does: the data registers keep their contents and are empty. */
  public void initX87() {
    control = CONTROL_RESET;
    status = 0;
    full = 0;
    setLast(0, 0, 0, 0, 0);
  }

  /** Back to the state after reset, data registers too; XCR0 stays. */
  public void reset() {
    resetX87();
    Arrays.fill(xmm, 0);
    mxcsr = MXCSR_RESET;
  }

  /** The initial configuration of the x87 as XRSTOR makes it: FNINIT, and data registers zero. */
  public void resetX87() {
    initX87();
    Arrays.fill(significands, 0);
    Arrays.fill(signExponents, 0);
  }

  /**
   * Which of the states that XCR0 names are not in their initial configuration: XINUSE. MXCSR does
   * not count.
   */
  public long inUse() {
    return (x87InUse() ? XCR0_X87 : 0) | (anySet(xmm) ? XCR0_SSE : 0);
  }

  private boolean x87InUse() {
    boolean initial = control == CONTROL_RESET && status == 0 && full == 0 && opcode == 0;
    boolean pointers = (instructionPointer | dataPointer) != 0;
    int exponents = instructionSelector | dataSelector;
    for (int signExponent : signExponents) {
      exponents |= signExponent;
    }
    return !initial || pointers || exponents != 0 || anySet(significands);
  }

  private static boolean anySet(long[] words) {
    long any = 0;
    for (long word : words) {
      any |= word;
    }
    return any != 0;
  }

  /** The significand of a physical x87 register. */
  public long significand(int physical) {
    return significands[physical];
  }

  /** Sign (bit 15) and exponent of a physical x87 register. */
  public int signExponent(int physical) {
    return signExponents[physical];
  }

  /** Sets a physical x87 register; whether it is full is another matter. */
  public void setRegister(int physical, long significand, int signExponent) {
    significands[physical] = significand;
    signExponents[physical] = signExponent & 0xFFFF;
  }

  /** An MMX register. */
  public long mmx(int register) {
    return significands[register];
  }

  /** Sets an MMX register; its exponent becomes all ones. {@link #enterMmx} does the rest. */
  public void setMmx(int register, long value) {
    significands[register] = value;
    signExponents[register] = MMX_SIGN_EXPONENT;
  }

  /** What every MMX instruction but EMMS does: TOP is 0 and all registers are full. */
  public void enterMmx() {
    status &= ~TOP;
    full = ALL_FULL;
  }

  /** The x87 control word. */
  public int control() {
    return control;
  }

  /** Sets the x87 control word; bits that do not exist are dropped, bit 6 stays set. */
  public void setControl(int value) {
    control = value & CONTROL_BITS | CONTROL_FIXED;
  }

  /** The x87 status word, TOP in bits 11 to 13. */
  public int status() {
    return status;
  }

  /** Sets the x87 status word, TOP included. */
  public void setStatus(int value) {
    status = value & 0xFFFF;
  }

  /**
   * Makes ES and B say whether an exception waits that is not masked. To be called when the control
   * word or the exceptions in the status word have changed.
   */
  public void settle() {
    boolean waits = (status & ~control & EXCEPTIONS) != 0;
    status = waits ? status | WAITING : status & ~WAITING;
  }

  /** Whether an exception waits for the next instruction that looks for one. */
  public boolean exceptionWaits() {
    return (status & WAITING) != 0;
  }

  /** The physical number of ST(0). */
  public int top() {
    return status >>> TOP_SHIFT & 7;
  }

  /** Sets the physical number of ST(0), modulo 8. */
  public void setTop(int top) {
    status = status & ~TOP | (top & 7) << TOP_SHIFT;
  }

  /** The physical registers that are not empty, a bit each: FXSAVE's abridged tag word. */
  public int full() {
    return full;
  }

  /** Sets which physical registers are not empty. */
  public void setFull(int mask) {
    full = mask & ALL_FULL;
  }

  /** The opcode of the last x87 instruction that recorded it: eleven bits. */
  public int opcode() {
    return opcode;
  }

  /** The code selector of the last x87 instruction. */
  public int instructionSelector() {
    return instructionSelector;
  }

  /** The address of the last x87 instruction. */
  public long instructionPointer() {
    return instructionPointer;
  }

  /** The segment selector of the last x87 memory operand. */
  public int dataSelector() {
    return dataSelector;
  }

  /** The address of the last x87 memory operand. */
  public long dataPointer() {
    return dataPointer;
  }

  /** Sets what is remembered of the last x87 instruction. */
  public void setLast(
      int lastOpcode, int codeSelector, long codePointer, int operandSelector, long operand) {
    opcode = lastOpcode & 0x7FF;
    instructionSelector = codeSelector & 0xFFFF;
    instructionPointer = codePointer;
    dataSelector = operandSelector & 0xFFFF;
    dataPointer = operand;
  }

  /** The live words of XMM0 to XMM15, for engines: register i is words 2i (low) and 2i + 1. */
  public long[] xmm() {
    return xmm;
  }

  /** The control and status register of SSE. */
  public int mxcsr() {
    return mxcsr;
  }

  /** Sets MXCSR, checking nothing. */
  public void setMxcsr(int value) {
    mxcsr = value;
  }

  /** Which states XSAVE manages: XCR0. */
  public long xcr0() {
    return xcr0;
  }

  /** Whether XCR0 may have this value: the x87 always, and nothing the processor does not have. */
  public static boolean validXcr0(long value) {
    return (value & XCR0_X87) != 0 && (value & ~XCR0_ALL) == 0;
  }

  /** Sets XCR0, checking nothing. */
  public void setXcr0(long value) {
    xcr0 = value;
  }
}
