package dev.xenolith.hv.domain;

import dev.xenolith.abi.layout.Abi;
import dev.xenolith.hv.machine.cpu.CpuState;
import dev.xenolith.hv.machine.cpu.SystemRegisters;
import dev.xenolith.hv.mm.FrameType;
import dev.xenolith.hv.trap.Vectors;

/** The model-specific registers as a PV guest may read and write them. */
final class GuestMsrs {
  private static final int HYPERCALL_PAGE = 0x40000000;
  private static final int HYPERVISOR_RANGE = 0x4000;
  private static final int APIC_BASE = 0x1B;
  private static final int FEATURE_CONTROL = 0x3A;
  private static final int MICROCODE = 0x8B;
  private static final int MISC_ENABLE = 0x1A0;
  private static final int MPERF = 0xE7;
  private static final int APERF = 0xE8;
  private static final int THERM_CONTROL = 0x19A;
  private static final int ENERGY_PERF_BIAS = 0x1B0;
  private static final int PAT = 0x277;
  private static final int PLATFORM_INFO = 0xCE;
  private static final int MISC_FEATURES = 0x140;
  private static final int PERF_CAPABILITIES = 0x345;
  private static final long FEATURES_LOCKED = 1;
  private static final long APIC_ENABLED = 0xFEE00000L | 1 << 11;
  private static final long APIC_BSP = 1 << 8;

  /** WB, WT, UC-, UC, WC, WP, UC, UC. */
  private static final long PAT_VALUE = 0x0000050100070406L;

  /** Fast strings; no branch trace store, no precise sampling, no xTPR messages. */
  private static final long MISC_ENABLE_VALUE = 1 | 1 << 11 | 1 << 12 | 1 << 23;

  private static final long LME_LMA = 1 << 8 | 1 << 10;

  private final Vcpu vcpu;
  private final MachineCheckMsrs machineCheck = new MachineCheckMsrs();

  GuestMsrs(Vcpu vcpu) {
    this.vcpu = vcpu;
  }

  /** The value, or null for #GP. */
  Long read(int msr) {
    Long value = known(msr);
    boolean noHandler = vcpu.traps().table().address(Vectors.GENERAL_PROTECTION) == 0;
    if (value == null && msr >>> 16 != HYPERVISOR_RANGE) {
      vcpu.domain().xen().log().complain("%s RDMSR 0x%08x unimplemented", vcpu, msr);
      // A kernel that has no handler yet could only crash.
      return noHandler ? 0L : null;
    }
    return value;
  }

  private Long known(int msr) {
    CpuState cpu = vcpu.cpu();
    boolean pv64 = vcpu.abi() == Abi.PV64;
    return switch (msr) {
      case HYPERCALL_PAGE, PERF_CAPABILITIES, PLATFORM_INFO, MISC_FEATURES, MICROCODE -> 0L;
      case FEATURE_CONTROL -> FEATURES_LOCKED;
      case APIC_BASE -> vcpu.id().raw() == 0 ? APIC_ENABLED | APIC_BSP : APIC_ENABLED;
      case PAT -> PAT_VALUE;
      case MISC_ENABLE -> MISC_ENABLE_VALUE;
      case SystemRegisters.MSR_TSC -> vcpu.time().readTsc();
      case SystemRegisters.MSR_EFER -> efer();
      case SystemRegisters.MSR_TSC_AUX -> cpu.system().tscAux();
      case SystemRegisters.MSR_FS_BASE -> pv64 ? cpu.base(CpuState.FS) : null;
      case SystemRegisters.MSR_GS_BASE -> pv64 ? cpu.base(CpuState.GS) : null;
      case SystemRegisters.MSR_KERNEL_GS_BASE -> pv64 ? (Long) cpu.system().kernelGsBase() : null;
      default -> MachineCheckMsrs.has(msr) ? (Long) machineCheck.read(msr) : null;
    };
  }

  /** What of EFER a guest sees: a 32-bit one nothing of the 64-bit world. */
  private long efer() {
    long hidden = vcpu.abi() == Abi.PV32 ? LME_LMA | 1 : 0;
    return RealControl.EFER & ~hidden;
  }

  /** Whether the write is accepted; otherwise #GP. */
  boolean write(int msr, long value) {
    switch (msr) {
      case HYPERCALL_PAGE -> {
        return fillHypercallPage(value);
      }
      case SystemRegisters.MSR_EFER -> {
        return value == efer();
      }
      case MPERF, APERF, THERM_CONTROL, ENERGY_PERF_BIAS -> {
        // The control domain's business: from others it is dropped without a word.
        return true;
      }
      case MISC_ENABLE -> {
        if (value != MISC_ENABLE_VALUE) {
          vcpu.domain().xen().log().complain("%s WRMSR 0x%08x ignored", vcpu, msr);
        }
        return true;
      }
      case MISC_FEATURES, MICROCODE -> {
        // Intel wants 0 written to the microcode's revision before it is read.
        return value == 0;
      }
      case SystemRegisters.MSR_TSC_AUX -> {
        boolean valid = value >>> 32 == 0;
        if (valid) {
          vcpu.cpu().system().setTscAux(value);
        }
        return valid;
      }
      case SystemRegisters.MSR_FS_BASE,
          SystemRegisters.MSR_GS_BASE,
          SystemRegisters.MSR_KERNEL_GS_BASE -> {
        return writeBase(msr, value);
      }
      default -> {
        return MachineCheckMsrs.has(msr) ? machineCheck.write(msr, value) : refuseWrite(msr, value);
      }
    }
  }

  private boolean refuseWrite(int msr, long value) {
    vcpu.domain().xen().log().complain("%s WRMSR 0x%08x val 0x%x unimplemented", vcpu, msr, value);
    return false;
  }

  private boolean writeBase(int msr, long value) {
    if (vcpu.abi() != Abi.PV64 || value << 16 >> 16 != value) {
      return false;
    }
    CpuState cpu = vcpu.cpu();
    switch (msr) {
      case SystemRegisters.MSR_FS_BASE -> cpu.segment(CpuState.FS).setBase(value);
      case SystemRegisters.MSR_GS_BASE -> cpu.segment(CpuState.GS).setBase(value);
      default -> cpu.system().setKernelGsBase(value);
    }
    return true;
  }

  private boolean fillHypercallPage(long value) {
    Xen xen = vcpu.domain().xen();
    long mfn = value >>> 12;
    if ((value & 4095) != 0 || !xen.paging().types().getPage(mfn, vcpu.domain().memory())) {
      xen.log().printk("%s bad frame 0x%x for the hypercall page", vcpu, mfn);
      return false;
    }
    boolean writable = xen.paging().types().getType(mfn, FrameType.WRITABLE);
    if (writable) {
      HypercallPage.fill(xen.memory(), mfn << 12, vcpu.abi());
      xen.paging().types().putType(mfn);
    }
    xen.paging().types().putPage(mfn);
    return writable;
  }
}
