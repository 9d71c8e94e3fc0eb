package dev.xenolith.hv.machine.cpu;

/** The model-specific registers that change what instructions do. */
public final class SystemRegisters {
  /** Numbers, as RDMSR takes them. */
  public static final int MSR_TSC = 0x10;

  public static final int MSR_SYSENTER_CS = 0x174;
  public static final int MSR_SYSENTER_ESP = 0x175;
  public static final int MSR_SYSENTER_EIP = 0x176;
  public static final int MSR_EFER = 0xC0000080;
  public static final int MSR_STAR = 0xC0000081;
  public static final int MSR_LSTAR = 0xC0000082;
  public static final int MSR_CSTAR = 0xC0000083;
  public static final int MSR_FMASK = 0xC0000084;
  public static final int MSR_FS_BASE = 0xC0000100;
  public static final int MSR_GS_BASE = 0xC0000101;
  public static final int MSR_KERNEL_GS_BASE = 0xC0000102;
  public static final int MSR_TSC_AUX = 0xC0000103;

  /** EFER: SYSCALL works. */
  public static final long EFER_SCE = 1;

  /** EFER: IA-32e mode is wanted once paging is on. */
  public static final long EFER_LME = 1 << 8;

  /** EFER: IA-32e mode is active. */
  public static final long EFER_LMA = 1 << 10;

  /** EFER: page tables have the no-execute bit. */
  public static final long EFER_NXE = 1 << 11;

  private long efer;
  private long star;
  private long lstar;
  private long cstar;
  private long fmask;
  private long kernelGsBase;
  private long tscAux;
  private long sysenterCs;
  private long sysenterEsp;
  private long sysenterEip;

  /** EFER. */
  public long efer() {
    return efer;
  }

  /** Sets EFER, checking nothing. */
  public void setEfer(long value) {
    efer = value;
  }

  /** The GS base that SWAPGS would bring in. */
  public long kernelGsBase() {
    return kernelGsBase;
  }

  /** Sets the GS base that SWAPGS would bring in. */
  public void setKernelGsBase(long value) {
    kernelGsBase = value;
  }

  /** What RDTSCP puts into ECX. */
  public long tscAux() {
    return tscAux;
  }

  /** Sets what RDTSCP puts into ECX: 32 bits. */
  public void setTscAux(long value) {
    tscAux = value & 0xFFFFFFFFL;
  }

  /** Whether this class keeps the register of this number. */
  public boolean has(int msr) {
    return switch (msr) {
      case MSR_EFER,
          MSR_STAR,
          MSR_LSTAR,
          MSR_CSTAR,
          MSR_FMASK,
          MSR_KERNEL_GS_BASE,
          MSR_TSC_AUX,
          MSR_SYSENTER_CS,
          MSR_SYSENTER_ESP,
          MSR_SYSENTER_EIP ->
          true;
      default -> false;
    };
  }

  /** Reads a register that {@link #has} knows; 0 for others. */
  public long read(int msr) {
    return switch (msr) {
      case MSR_EFER -> efer;
      case MSR_STAR -> star;
      case MSR_LSTAR -> lstar;
      case MSR_CSTAR -> cstar;
      case MSR_FMASK -> fmask;
      case MSR_KERNEL_GS_BASE -> kernelGsBase;
      case MSR_TSC_AUX -> tscAux;
      case MSR_SYSENTER_CS -> sysenterCs;
      case MSR_SYSENTER_ESP -> sysenterEsp;
      case MSR_SYSENTER_EIP -> sysenterEip;
      default -> 0;
    };
  }

  /** Writes a register that {@link #has} knows; ignores others. */
  public void write(int msr, long value) {
    switch (msr) {
      case MSR_EFER -> efer = value;
      case MSR_STAR -> star = value;
      case MSR_LSTAR -> lstar = value;
      case MSR_CSTAR -> cstar = value;
      case MSR_FMASK -> fmask = value;
      case MSR_KERNEL_GS_BASE -> kernelGsBase = value;
      case MSR_TSC_AUX -> setTscAux(value);
      case MSR_SYSENTER_CS -> sysenterCs = value;
      case MSR_SYSENTER_ESP -> sysenterEsp = value;
      case MSR_SYSENTER_EIP -> sysenterEip = value;
      default -> {}
    }
  }
}
