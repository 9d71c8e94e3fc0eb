package dev.xenolith.dom0.cpuid;

import com.google.common.collect.ImmutableMap;
import dev.xenolith.abi.cpuid.CpuFeature;
import dev.xenolith.abi.cpuid.CpuRegister;
import dev.xenolith.abi.cpuid.FeatureWord;
import java.util.List;
import java.util.stream.Stream;

/**
 * A name that xl.cfg has for some bits of CPUID.
 *
 * @param subleaf the subleaf, or {@link FeatureWord#NO_SUBLEAF}
 * @param bit the lowest bit
 * @param length how many bits
 */
record CpuidField(String name, int leaf, int subleaf, CpuRegister register, int bit, int length) {
  private static final int NONE = FeatureWord.NO_SUBLEAF;

  /** Names that no feature has: older ones, and fields of several bits. They go first. */
  private static final ImmutableMap<String, CpuidField> OWN =
      byName(
          new CpuidField("maxleaf", 0, NONE, CpuRegister.EAX, 0, 32),
          new CpuidField("stepping", 1, NONE, CpuRegister.EAX, 0, 4),
          new CpuidField("model", 1, NONE, CpuRegister.EAX, 4, 8),
          new CpuidField("family", 1, NONE, CpuRegister.EAX, 8, 8),
          new CpuidField("brandid", 1, NONE, CpuRegister.EBX, 0, 8),
          new CpuidField("clflush", 1, NONE, CpuRegister.EBX, 8, 8),
          new CpuidField("proccount", 1, NONE, CpuRegister.EBX, 16, 8),
          new CpuidField("localapicid", 1, NONE, CpuRegister.EBX, 24, 8),
          new CpuidField("est", 1, NONE, CpuRegister.ECX, 7, 1),
          new CpuidField("cntxid", 1, NONE, CpuRegister.ECX, 10, 1),
          new CpuidField("cmpxchg16", 1, NONE, CpuRegister.ECX, 13, 1),
          new CpuidField("sse4_1", 1, NONE, CpuRegister.ECX, 19, 1),
          new CpuidField("sse4.1", 1, NONE, CpuRegister.ECX, 19, 1),
          new CpuidField("sse4_2", 1, NONE, CpuRegister.ECX, 20, 1),
          new CpuidField("sse4.2", 1, NONE, CpuRegister.ECX, 20, 1),
          new CpuidField("aes", 1, NONE, CpuRegister.ECX, 25, 1),
          new CpuidField("cmpxchg8", 1, NONE, CpuRegister.EDX, 8, 1),
          new CpuidField("sysenter", 1, NONE, CpuRegister.EDX, 11, 1),
          new CpuidField("psn", 1, NONE, CpuRegister.EDX, 18, 1),
          new CpuidField("clfsh", 1, NONE, CpuRegister.EDX, 19, 1),
          new CpuidField("tm", 1, NONE, CpuRegister.EDX, 29, 1),
          new CpuidField("ia64", 1, NONE, CpuRegister.EDX, 30, 1),
          new CpuidField("pbe", 1, NONE, CpuRegister.EDX, 31, 1),
          new CpuidField("arat", 6, NONE, CpuRegister.EAX, 2, 1),
          new CpuidField("tsc_adjust", 7, 0, CpuRegister.EBX, 1, 1),
          new CpuidField("cmt", 7, 0, CpuRegister.EBX, 12, 1),
          new CpuidField("lahfsahf", 0x80000001, NONE, CpuRegister.ECX, 0, 1),
          new CpuidField("cmplegacy", 0x80000001, NONE, CpuRegister.ECX, 1, 1),
          new CpuidField("altmovcr8", 0x80000001, NONE, CpuRegister.ECX, 4, 1),
          new CpuidField("nodeid", 0x80000001, NONE, CpuRegister.ECX, 19, 1),
          new CpuidField("perfctr_core", 0x80000001, NONE, CpuRegister.ECX, 23, 1),
          new CpuidField("perfctr_nb", 0x80000001, NONE, CpuRegister.ECX, 24, 1),
          new CpuidField("procpkg", 4, 0, CpuRegister.EAX, 26, 6),
          new CpuidField("invtsc", 0x80000007, NONE, CpuRegister.EDX, 8, 1),
          new CpuidField("ppin", 0x80000008, NONE, CpuRegister.EBX, 23, 1),
          new CpuidField("btc-no", 0x80000008, NONE, CpuRegister.EBX, 29, 1),
          new CpuidField("nc", 0x80000008, NONE, CpuRegister.ECX, 0, 8),
          new CpuidField("apicidsize", 0x80000008, NONE, CpuRegister.ECX, 12, 4),
          new CpuidField("svm_npt", 0x8000000A, NONE, CpuRegister.EDX, 0, 1),
          new CpuidField("svm_lbrv", 0x8000000A, NONE, CpuRegister.EDX, 1, 1),
          new CpuidField("svm_nrips", 0x8000000A, NONE, CpuRegister.EDX, 3, 1),
          new CpuidField("svm_tscrate", 0x8000000A, NONE, CpuRegister.EDX, 4, 1),
          new CpuidField("svm_vmcbclean", 0x8000000A, NONE, CpuRegister.EDX, 5, 1),
          new CpuidField("svm_decode", 0x8000000A, NONE, CpuRegister.EDX, 7, 1),
          new CpuidField("svm_pausefilt", 0x8000000A, NONE, CpuRegister.EDX, 10, 1),
          new CpuidField("lfence+", 0x80000021, NONE, CpuRegister.EAX, 2, 1),
          new CpuidField("maxhvleaf", 0x40000000, NONE, CpuRegister.EAX, 0, 8));

  /** Xen's features by the names of its header. */
  private static final ImmutableMap<String, CpuidField> FEATURES =
      byName(Stream.of(CpuFeature.values()).map(CpuidField::of).toArray(CpuidField[]::new));

  private static ImmutableMap<String, CpuidField> byName(CpuidField... fields) {
    return Stream.of(fields).collect(ImmutableMap.toImmutableMap(CpuidField::name, f -> f));
  }

  private static CpuidField of(CpuFeature feature) {
    FeatureWord word = feature.word();
    return new CpuidField(
        feature.configName(), word.leaf(), word.subleaf(), word.register(), feature.bit(), 1);
  }

  /** All names, in alphabetical order. */
  static List<String> names() {
    return Stream.concat(OWN.keySet().stream(), FEATURES.keySet().stream())
        .distinct()
        .sorted()
        .toList();
  }

  /** The field of this name, or null. */
  static CpuidField named(String name) {
    CpuidField own = OWN.get(name);
    return own == null ? FEATURES.get(name) : own;
  }
}
