package dev.xenolith.abi.cpuid;

import dev.xenolith.abi.num.AbiNumber;
import java.util.Locale;

/** The features of processors that Xen knows by a number, word by word of its feature set. */
public enum CpuFeature implements AbiNumber {
  FPU(FeatureWord.LEAF_1_D, 0),
  VME(FeatureWord.LEAF_1_D, 1),
  DE(FeatureWord.LEAF_1_D, 2),
  PSE(FeatureWord.LEAF_1_D, 3),
  TSC(FeatureWord.LEAF_1_D, 4),
  MSR(FeatureWord.LEAF_1_D, 5),
  PAE(FeatureWord.LEAF_1_D, 6),
  MCE(FeatureWord.LEAF_1_D, 7),
  CX8(FeatureWord.LEAF_1_D, 8),
  APIC(FeatureWord.LEAF_1_D, 9),
  SEP(FeatureWord.LEAF_1_D, 11),
  MTRR(FeatureWord.LEAF_1_D, 12),
  PGE(FeatureWord.LEAF_1_D, 13),
  MCA(FeatureWord.LEAF_1_D, 14),
  CMOV(FeatureWord.LEAF_1_D, 15),
  PAT(FeatureWord.LEAF_1_D, 16),
  PSE36(FeatureWord.LEAF_1_D, 17),
  CLFLUSH(FeatureWord.LEAF_1_D, 19),
  DS(FeatureWord.LEAF_1_D, 21),
  ACPI(FeatureWord.LEAF_1_D, 22),
  MMX(FeatureWord.LEAF_1_D, 23),
  FXSR(FeatureWord.LEAF_1_D, 24),
  SSE(FeatureWord.LEAF_1_D, 25),
  SSE2(FeatureWord.LEAF_1_D, 26),
  SS(FeatureWord.LEAF_1_D, 27),
  HTT(FeatureWord.LEAF_1_D, 28),
  TM1(FeatureWord.LEAF_1_D, 29),
  PBE(FeatureWord.LEAF_1_D, 31),
  SSE3(FeatureWord.LEAF_1_C, 0),
  PCLMULQDQ(FeatureWord.LEAF_1_C, 1),
  DTES64(FeatureWord.LEAF_1_C, 2),
  MONITOR(FeatureWord.LEAF_1_C, 3),
  DSCPL(FeatureWord.LEAF_1_C, 4),
  VMX(FeatureWord.LEAF_1_C, 5),
  SMX(FeatureWord.LEAF_1_C, 6),
  EIST(FeatureWord.LEAF_1_C, 7),
  TM2(FeatureWord.LEAF_1_C, 8),
  SSSE3(FeatureWord.LEAF_1_C, 9),
  FMA(FeatureWord.LEAF_1_C, 12),
  CX16(FeatureWord.LEAF_1_C, 13),
  XTPR(FeatureWord.LEAF_1_C, 14),
  PDCM(FeatureWord.LEAF_1_C, 15),
  PCID(FeatureWord.LEAF_1_C, 17),
  DCA(FeatureWord.LEAF_1_C, 18),
  SSE4_1(FeatureWord.LEAF_1_C, 19),
  SSE4_2(FeatureWord.LEAF_1_C, 20),
  X2APIC(FeatureWord.LEAF_1_C, 21),
  MOVBE(FeatureWord.LEAF_1_C, 22),
  POPCNT(FeatureWord.LEAF_1_C, 23),
  TSC_DEADLINE(FeatureWord.LEAF_1_C, 24),
  AESNI(FeatureWord.LEAF_1_C, 25),
  XSAVE(FeatureWord.LEAF_1_C, 26),
  OSXSAVE(FeatureWord.LEAF_1_C, 27),
  AVX(FeatureWord.LEAF_1_C, 28),
  F16C(FeatureWord.LEAF_1_C, 29),
  RDRAND(FeatureWord.LEAF_1_C, 30),
  HYPERVISOR(FeatureWord.LEAF_1_C, 31),
  SYSCALL(FeatureWord.EXTENDED_1_D, 11),
  NX(FeatureWord.EXTENDED_1_D, 20),
  MMXEXT(FeatureWord.EXTENDED_1_D, 22),
  FFXSR(FeatureWord.EXTENDED_1_D, 25),
  PAGE1GB(FeatureWord.EXTENDED_1_D, 26),
  RDTSCP(FeatureWord.EXTENDED_1_D, 27),
  LM(FeatureWord.EXTENDED_1_D, 29),
  _3DNOWEXT(FeatureWord.EXTENDED_1_D, 30),
  _3DNOW(FeatureWord.EXTENDED_1_D, 31),
  LAHF_LM(FeatureWord.EXTENDED_1_C, 0),
  CMP_LEGACY(FeatureWord.EXTENDED_1_C, 1),
  SVM(FeatureWord.EXTENDED_1_C, 2),
  EXTAPIC(FeatureWord.EXTENDED_1_C, 3),
  CR8_LEGACY(FeatureWord.EXTENDED_1_C, 4),
  ABM(FeatureWord.EXTENDED_1_C, 5),
  SSE4A(FeatureWord.EXTENDED_1_C, 6),
  MISALIGNSSE(FeatureWord.EXTENDED_1_C, 7),
  _3DNOWPREFETCH(FeatureWord.EXTENDED_1_C, 8),
  OSVW(FeatureWord.EXTENDED_1_C, 9),
  IBS(FeatureWord.EXTENDED_1_C, 10),
  XOP(FeatureWord.EXTENDED_1_C, 11),
  SKINIT(FeatureWord.EXTENDED_1_C, 12),
  WDT(FeatureWord.EXTENDED_1_C, 13),
  LWP(FeatureWord.EXTENDED_1_C, 15),
  FMA4(FeatureWord.EXTENDED_1_C, 16),
  NODEID_MSR(FeatureWord.EXTENDED_1_C, 19),
  TBM(FeatureWord.EXTENDED_1_C, 21),
  TOPOEXT(FeatureWord.EXTENDED_1_C, 22),
  DBEXT(FeatureWord.EXTENDED_1_C, 26),
  MONITORX(FeatureWord.EXTENDED_1_C, 29),
  XSAVEOPT(FeatureWord.LEAF_D1_A, 0),
  XSAVEC(FeatureWord.LEAF_D1_A, 1),
  XGETBV1(FeatureWord.LEAF_D1_A, 2),
  XSAVES(FeatureWord.LEAF_D1_A, 3),
  FSGSBASE(FeatureWord.LEAF_7_B, 0),
  TSC_ADJUST(FeatureWord.LEAF_7_B, 1),
  SGX(FeatureWord.LEAF_7_B, 2),
  BMI1(FeatureWord.LEAF_7_B, 3),
  HLE(FeatureWord.LEAF_7_B, 4),
  AVX2(FeatureWord.LEAF_7_B, 5),
  FDP_EXCP_ONLY(FeatureWord.LEAF_7_B, 6),
  SMEP(FeatureWord.LEAF_7_B, 7),
  BMI2(FeatureWord.LEAF_7_B, 8),
  ERMS(FeatureWord.LEAF_7_B, 9),
  INVPCID(FeatureWord.LEAF_7_B, 10),
  RTM(FeatureWord.LEAF_7_B, 11),
  PQM(FeatureWord.LEAF_7_B, 12),
  NO_FPU_SEL(FeatureWord.LEAF_7_B, 13),
  MPX(FeatureWord.LEAF_7_B, 14),
  PQE(FeatureWord.LEAF_7_B, 15),
  AVX512F(FeatureWord.LEAF_7_B, 16),
  AVX512DQ(FeatureWord.LEAF_7_B, 17),
  RDSEED(FeatureWord.LEAF_7_B, 18),
  ADX(FeatureWord.LEAF_7_B, 19),
  SMAP(FeatureWord.LEAF_7_B, 20),
  AVX512_IFMA(FeatureWord.LEAF_7_B, 21),
  CLFLUSHOPT(FeatureWord.LEAF_7_B, 23),
  CLWB(FeatureWord.LEAF_7_B, 24),
  PROC_TRACE(FeatureWord.LEAF_7_B, 25),
  AVX512PF(FeatureWord.LEAF_7_B, 26),
  AVX512ER(FeatureWord.LEAF_7_B, 27),
  AVX512CD(FeatureWord.LEAF_7_B, 28),
  SHA(FeatureWord.LEAF_7_B, 29),
  AVX512BW(FeatureWord.LEAF_7_B, 30),
  AVX512VL(FeatureWord.LEAF_7_B, 31),
  PREFETCHWT1(FeatureWord.LEAF_7_C, 0),
  AVX512_VBMI(FeatureWord.LEAF_7_C, 1),
  UMIP(FeatureWord.LEAF_7_C, 2),
  PKU(FeatureWord.LEAF_7_C, 3),
  OSPKE(FeatureWord.LEAF_7_C, 4),
  AVX512_VBMI2(FeatureWord.LEAF_7_C, 6),
  CET_SS(FeatureWord.LEAF_7_C, 7),
  GFNI(FeatureWord.LEAF_7_C, 8),
  VAES(FeatureWord.LEAF_7_C, 9),
  VPCLMULQDQ(FeatureWord.LEAF_7_C, 10),
  AVX512_VNNI(FeatureWord.LEAF_7_C, 11),
  AVX512_BITALG(FeatureWord.LEAF_7_C, 12),
  AVX512_VPOPCNTDQ(FeatureWord.LEAF_7_C, 14),
  RDPID(FeatureWord.LEAF_7_C, 22),
  CLDEMOTE(FeatureWord.LEAF_7_C, 25),
  MOVDIRI(FeatureWord.LEAF_7_C, 27),
  MOVDIR64B(FeatureWord.LEAF_7_C, 28),
  ENQCMD(FeatureWord.LEAF_7_C, 29),
  HW_PSTATE(FeatureWord.EXTENDED_7_D, 7),
  ITSC(FeatureWord.EXTENDED_7_D, 8),
  CPB(FeatureWord.EXTENDED_7_D, 9),
  EFRO(FeatureWord.EXTENDED_7_D, 10),
  CLZERO(FeatureWord.EXTENDED_8_B, 0),
  RSTR_FP_ERR_PTRS(FeatureWord.EXTENDED_8_B, 2),
  WBNOINVD(FeatureWord.EXTENDED_8_B, 9),
  IBPB(FeatureWord.EXTENDED_8_B, 12),
  IBRS(FeatureWord.EXTENDED_8_B, 14),
  AMD_STIBP(FeatureWord.EXTENDED_8_B, 15),
  IBRS_ALWAYS(FeatureWord.EXTENDED_8_B, 16),
  STIBP_ALWAYS(FeatureWord.EXTENDED_8_B, 17),
  IBRS_FAST(FeatureWord.EXTENDED_8_B, 18),
  IBRS_SAME_MODE(FeatureWord.EXTENDED_8_B, 19),
  NO_LMSL(FeatureWord.EXTENDED_8_B, 20),
  AMD_PPIN(FeatureWord.EXTENDED_8_B, 23),
  AMD_SSBD(FeatureWord.EXTENDED_8_B, 24),
  VIRT_SSBD(FeatureWord.EXTENDED_8_B, 25),
  SSB_NO(FeatureWord.EXTENDED_8_B, 26),
  PSFD(FeatureWord.EXTENDED_8_B, 28),
  BTC_NO(FeatureWord.EXTENDED_8_B, 29),
  IBPB_RET(FeatureWord.EXTENDED_8_B, 30),
  AVX512_4VNNIW(FeatureWord.LEAF_7_D, 2),
  AVX512_4FMAPS(FeatureWord.LEAF_7_D, 3),
  FSRM(FeatureWord.LEAF_7_D, 4),
  AVX512_VP2INTERSECT(FeatureWord.LEAF_7_D, 8),
  SRBDS_CTRL(FeatureWord.LEAF_7_D, 9),
  MD_CLEAR(FeatureWord.LEAF_7_D, 10),
  RTM_ALWAYS_ABORT(FeatureWord.LEAF_7_D, 11),
  TSX_FORCE_ABORT(FeatureWord.LEAF_7_D, 13),
  SERIALIZE(FeatureWord.LEAF_7_D, 14),
  HYBRID(FeatureWord.LEAF_7_D, 15),
  TSXLDTRK(FeatureWord.LEAF_7_D, 16),
  CET_IBT(FeatureWord.LEAF_7_D, 20),
  AVX512_FP16(FeatureWord.LEAF_7_D, 23),
  IBRSB(FeatureWord.LEAF_7_D, 26),
  STIBP(FeatureWord.LEAF_7_D, 27),
  L1D_FLUSH(FeatureWord.LEAF_7_D, 28),
  ARCH_CAPS(FeatureWord.LEAF_7_D, 29),
  CORE_CAPS(FeatureWord.LEAF_7_D, 30),
  SSBD(FeatureWord.LEAF_7_D, 31),
  AVX_VNNI(FeatureWord.LEAF_71_A, 4),
  AVX512_BF16(FeatureWord.LEAF_71_A, 5),
  FZRM(FeatureWord.LEAF_71_A, 10),
  FSRS(FeatureWord.LEAF_71_A, 11),
  FSRCS(FeatureWord.LEAF_71_A, 12),
  LFENCE_DISPATCH(FeatureWord.EXTENDED_21_A, 2),
  VERW_CLEAR(FeatureWord.EXTENDED_21_A, 5),
  NSCB(FeatureWord.EXTENDED_21_A, 6),
  AUTO_IBRS(FeatureWord.EXTENDED_21_A, 8),
  SBPB(FeatureWord.EXTENDED_21_A, 27),
  IBPB_BRTYPE(FeatureWord.EXTENDED_21_A, 28),
  SRSO_NO(FeatureWord.EXTENDED_21_A, 29),
  INTEL_PPIN(FeatureWord.LEAF_71_B, 0),
  INTEL_PSFD(FeatureWord.LEAF_72_D, 0),
  IPRED_CTRL(FeatureWord.LEAF_72_D, 1),
  RRSBA_CTRL(FeatureWord.LEAF_72_D, 2),
  BHI_CTRL(FeatureWord.LEAF_72_D, 4),
  MCDT_NO(FeatureWord.LEAF_72_D, 5),
  CET_SSS(FeatureWord.LEAF_71_D, 18),
  TSA_SQ_NO(FeatureWord.EXTENDED_21_C, 1),
  TSA_L1_NO(FeatureWord.EXTENDED_21_C, 2);

  private final FeatureWord word;
  private final int bit;

  CpuFeature(FeatureWord word, int bit) {
    this.word = word;
    this.bit = bit;
  }

  /** Where CPUID tells it. */
  public FeatureWord word() {
    return word;
  }

  /** The bit of the register. */
  public int bit() {
    return bit;
  }

  /** The bit as a mask. */
  public int mask() {
    return 1 << bit;
  }

  /** Its name in the header, without the prefix. */
  public String xenName() {
    return name().startsWith("_") ? name().substring(1) : name();
  }

  /** Its name in configuration files. */
  public String configName() {
    return xenName().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  @Override
  public int number() {
    return word.number() * 32 + bit;
  }

  @Override
  public String cName() {
    return "XEN_X86_FEATURE_" + xenName();
  }

  @Override
  public String header() {
    return "arch-x86/cpufeatureset.h";
  }
}
