package dev.xenolith.hv.machine.cpu;

/**
 * The registers of one vCPU. Registers of 32 bits are kept zero-extended. Arithmetic flags are kept
 * lazily in {@link #alu}; {@link #rflags} always answers with the exact value.
 *
 * <p>Attributes of a segment are bits 40 to 55 of its descriptor without the limit: type in bits 0
 * to 3, S in 4, DPL in 5 and 6, P in 7, AVL, L, D/B and G in 12 to 15. A segment register loaded
 * with a null selector has attributes 0.
 */
public final class CpuState {
  /** Indexes of the general registers, in the order of the instruction encoding. */
  public static final int RAX = 0;

  public static final int RCX = 1;
  public static final int RDX = 2;
  public static final int RBX = 3;
  public static final int RSP = 4;
  public static final int RBP = 5;
  public static final int RSI = 6;
  public static final int RDI = 7;

  /** Indexes of the segment registers, in the order of the instruction encoding. */
  public static final int ES = 0;

  public static final int CS = 1;
  public static final int SS = 2;
  public static final int DS = 3;
  public static final int FS = 4;
  public static final int GS = 5;

  /** Which control register, as MOV CRn names it. */
  public static final int CR0 = 0;

  public static final int CR2 = 2;
  public static final int CR3 = 3;
  public static final int CR4 = 4;

  private static final int CONTROL_REGISTERS = 5;
  private static final int DEBUG_REGISTERS = 8;
  private static final long DR6_FIXED = 0xFFFF0FF0L;
  private static final long DR7_FIXED = 0x400L;

  // Slot 16 stays 0: what decoded code names as base or index where there is none. Those above are
  // the engine's.
  private final long[] gpr = new long[20];
  private long rip;
  private long systemFlags;
  private final Alu alu = new Alu();
  private final SegmentRegister[] segments = new SegmentRegister[6];
  private final SegmentRegister ldt = new SegmentRegister();
  private final SegmentRegister task = new SegmentRegister();
  private final long[] cr = new long[CONTROL_REGISTERS];
  private final long[] dr = new long[DEBUG_REGISTERS];
  private long gdtBase;
  private int gdtLimit;
  private long idtBase;
  private int idtLimit;
  private final SystemRegisters system = new SystemRegisters();
  private final FpuState fpu = new FpuState();
  private boolean interruptShadow;

  /** All zero but for the bits that cannot be: RFLAGS bit 1, DR6 and DR7. */
  public CpuState() {
    for (int i = 0; i < segments.length; i++) {
      segments[i] = new SegmentRegister();
    }
    dr[6] = DR6_FIXED;
    dr[7] = DR7_FIXED;
  }

  /** The value of a general register. */
  public long gpr(int index) {
    return gpr[index];
  }

  /** Sets a general register. The caller zero-extends 32-bit values. */
  public void setGpr(int index, long value) {
    gpr[index] = value;
  }

  /**
   * The live general registers, for engines. There is a 17th slot, always 0, which decoded
   * addresses name when they have no base or no index, and three more for the engine itself.
   */
  public long[] gprs() {
    return gpr;
  }

  /** The instruction pointer, an offset into CS. */
  public long rip() {
    return rip;
  }

  /** Sets the instruction pointer. */
  public void setRip(long value) {
    rip = value;
  }

  /** The exact flags register. */
  public long rflags() {
    return systemFlags | alu.flags() | Rflags.FIXED;
  }

  /** Sets all flags, checking nothing. Bits that do not exist are dropped, bit 1 stays set. */
  public void setRflags(long value) {
    systemFlags = value & (Rflags.ALL & ~Rflags.ARITHMETIC);
    alu.setFlags((int) value & Rflags.ARITHMETIC);
  }

  /** The flags that arithmetic does not write: cheaper than {@link #rflags}. */
  public long systemFlags() {
    return systemFlags;
  }

  /** Sets or clears one of the flags that arithmetic does not write. */
  public void setSystemFlag(long mask, boolean on) {
    systemFlags = on ? systemFlags | mask : systemFlags & ~mask;
  }

  /** Where arithmetic happens and its flags are kept. */
  public Alu alu() {
    return alu;
  }

  /** A segment register with its hidden part. */
  public SegmentRegister segment(int segment) {
    return segments[segment];
  }

  /** The selector of a segment register. */
  public int selector(int segment) {
    return segments[segment].selector();
  }

  /** The base of a segment register. */
  public long base(int segment) {
    return segments[segment].base();
  }

  /** The offset of the last byte of a segment (of the first one out of it, for expand-down). */
  public long limit(int segment) {
    return segments[segment].limit();
  }

  /** The attributes of a segment register, as the class says. */
  public int attributes(int segment) {
    return segments[segment].attributes();
  }

  /**
   * Sets a segment register with its hidden part, checking nothing: what ring 0 does from a trusted
   * table.
   */
  public void setSegment(int segment, int selector, long descriptor) {
    segments[segment].load(selector, descriptor);
  }

  /** The descriptor the hidden part was loaded from, as 8 bytes; 0 for a null selector. */
  public long descriptor(int segment) {
    return segments[segment].descriptor();
  }

  /** The current privilege level: the RPL of CS. */
  public int cpl() {
    return segments[CS].selector() & 3;
  }

  /** Whether the processor is in 64-bit mode: IA-32e mode with CS.L set. */
  public boolean longCode() {
    return (system.efer() & SystemRegisters.EFER_LMA) != 0 && segments[CS].longMode();
  }

  /** CR0, CR2, CR3 or CR4. */
  public long cr(int index) {
    return cr[index];
  }

  /**
   * Sets a control register, checking nothing. The engine's TLB is not flushed: see {@link
   * VcpuEngine#flushTlb}.
   */
  public void setCr(int index, long value) {
    cr[index] = value;
  }

  /** A debug register, 0 to 7 (4 and 5 are never used). */
  public long dr(int index) {
    return dr[index];
  }

  /** Sets a debug register, checking nothing. */
  public void setDr(int index, long value) {
    dr[index] = value;
  }

  /** Linear address of the global descriptor table. */
  public long gdtBase() {
    return gdtBase;
  }

  /** Offset of the last byte of the global descriptor table. */
  public int gdtLimit() {
    return gdtLimit;
  }

  /** Sets GDTR. */
  public void setGdt(long base, int limit) {
    gdtBase = base;
    gdtLimit = limit & 0xFFFF;
  }

  /** Linear address of the interrupt descriptor table, which only SIDT ever looks at. */
  public long idtBase() {
    return idtBase;
  }

  /** Offset of the last byte of the interrupt descriptor table. */
  public int idtLimit() {
    return idtLimit;
  }

  /** Sets IDTR. */
  public void setIdt(long base, int limit) {
    idtBase = base;
    idtLimit = limit & 0xFFFF;
  }

  /** LDTR: set it with {@link SegmentRegister#set}, selector 0 for none. */
  public SegmentRegister ldt() {
    return ldt;
  }

  /**
   * TR. Nothing looks into the task state segment; STR and the I/O permission check see the
   * register.
   */
  public SegmentRegister task() {
    return task;
  }

  /** EFER and the other model-specific registers that the processor itself uses. */
  public SystemRegisters system() {
    return system;
  }

  /** The registers of the x87, MMX and SSE units. */
  public FpuState fpu() {
    return fpu;
  }

  /**
   * Whether the instruction at RIP follows a MOV SS or POP SS: debug traps wait for one
   * instruction.
   */
  public boolean interruptShadow() {
    return interruptShadow;
  }

  /** Sets or clears the shadow of MOV SS and POP SS. */
  public void setInterruptShadow(boolean on) {
    interruptShadow = on;
  }
}
