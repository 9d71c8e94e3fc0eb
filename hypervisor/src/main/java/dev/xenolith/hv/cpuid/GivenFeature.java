package dev.xenolith.hv.cpuid;

import dev.xenolith.abi.cpuid.CpuFeature;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * The features of the simulated processor that a PV domain is told of: the one table behind CPUID,
 * its page and the policies. What is not here is never announced, whatever a toolstack asks for.
 *
 * <p>Needs are Xen's: without what a feature stands on, Xen takes the feature away too.
 */
public enum GivenFeature {
  FPU(CpuFeature.FPU, Level.V1, "x87; every kernel for 64 bits takes it for granted"),
  DE(CpuFeature.DE, Level.V1, "debug registers DR4 and DR5 are absent, CR4.DE may be set"),
  TSC(CpuFeature.TSC, Level.V1, "RDTSC, natively unless the domain's TSC is emulated"),
  MSR(CpuFeature.MSR, Level.V1, "RDMSR and WRMSR, emulated register by register"),
  PAE(CpuFeature.PAE, Level.V1, "page-table entries of 64 bits: the only ones a PV domain uses"),
  MCE(CpuFeature.MCE, Level.V1, "Xen owns machine checks and says so to every domain"),
  CX8(CpuFeature.CX8, Level.V1, "CMPXCHG8B"),
  APIC(CpuFeature.APIC, Level.V1, "told although there is none: kernels look for SMP behind it"),
  MCA(CpuFeature.MCA, Level.V1, "with MCE: the registers read as an empty bank"),
  CMOV(CpuFeature.CMOV, Level.V1, "CMOVcc, FCMOVcc and FCOMI"),
  PAT(CpuFeature.PAT, Level.V1, "Xen's page attribute table is the same for all domains"),
  CLFLUSH(CpuFeature.CLFLUSH, Level.V1, "lines of 64 bytes, as leaf 1 says"),
  ACPI(CpuFeature.ACPI, Level.V1, "told to every domain by Xen's rule; there is no ACPI"),
  MMX(CpuFeature.MMX, Level.V1, "registers of the x87", FPU),
  FXSR(CpuFeature.FXSR, Level.V1, "FXSAVE and FXRSTOR"),
  SSE(CpuFeature.SSE, Level.V1, "with FXSR, as real processors", FXSR),
  SSE2(CpuFeature.SSE2, Level.V1, "part of every x86-64", SSE),
  LM(CpuFeature.LM, Level.V1, "64-bit domains only", PAE, SSE2),
  NX(CpuFeature.NX, Level.V1, "bit 63 of page-table entries", PAE),
  SYSCALL(CpuFeature.SYSCALL, Level.V1, "64-bit domains only, as the processor is an Intel"),
  HYPERVISOR(CpuFeature.HYPERVISOR, Level.V1, "tells a kernel to look at leaf 40000000"),
  CX16(CpuFeature.CX16, Level.V2, "CMPXCHG16B", LM),
  LAHF_LM(CpuFeature.LAHF_LM, Level.V2, "LAHF and SAHF in 64-bit code", LM),
  SSE3(CpuFeature.SSE3, Level.V2, "instructions", SSE2),
  SSSE3(CpuFeature.SSSE3, Level.V2, "instructions", SSE3),
  SSE4_1(CpuFeature.SSE4_1, Level.V2, "instructions", SSSE3),
  SSE4_2(CpuFeature.SSE4_2, Level.V2, "instructions", SSE4_1),
  POPCNT(CpuFeature.POPCNT, Level.V2, "on general registers, so that it needs no SSE"),
  MOVBE(CpuFeature.MOVBE, Level.BEYOND, "instruction"),
  RDTSCP(CpuFeature.RDTSCP, Level.BEYOND, "instruction", TSC),
  XSAVE(CpuFeature.XSAVE, Level.BEYOND, "state of x87 and SSE; there is no AVX to save"),
  XSAVEOPT(CpuFeature.XSAVEOPT, Level.BEYOND, "instruction", XSAVE),
  XSAVEC(CpuFeature.XSAVEC, Level.BEYOND, "instruction", XSAVE),
  XGETBV1(CpuFeature.XGETBV1, Level.BEYOND, "XGETBV with ECX = 1", XSAVE),
  FSGSBASE(CpuFeature.FSGSBASE, Level.BEYOND, "instructions, once the kernel has set CR4.FSGSBASE");

  /** The psABI's level of x86-64 that first asks for a feature. */
  public enum Level {
    V1("x86-64-v1"),
    V2("x86-64-v2"),
    /** None the processor reaches; v3 asks for AVX too. */
    BEYOND("beyond");

    private final String text;

    Level(String text) {
      this.text = text;
    }

    @Override
    public String toString() {
      return text;
    }
  }

  private final CpuFeature feature;
  private final Level level;
  private final String why;
  private final List<GivenFeature> needs;

  GivenFeature(CpuFeature feature, Level level, String why, GivenFeature... needs) {
    this.feature = feature;
    this.level = level;
    this.why = why;
    this.needs = List.of(needs);
  }

  public CpuFeature feature() {
    return feature;
  }

  public Level level() {
    return level;
  }

  /** What a reader of the page should know. */
  String why() {
    return why;
  }

  /** What it stands on; constants further up, so that one pass in order finds all that falls. */
  List<GivenFeature> needs() {
    return needs;
  }

  /** Features that a domain with a 32-bit kernel has not. */
  static final Set<GivenFeature> LONG_MODE_ONLY = EnumSet.of(LM, SYSCALL);
}
