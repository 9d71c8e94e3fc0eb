package dev.xenolith.abi.cpuid;

/** The words of Xen's feature set: each is one register of one leaf. */
public enum FeatureWord {
  LEAF_1_D(0, 1, FeatureWord.NO_SUBLEAF, CpuRegister.EDX),
  LEAF_1_C(1, 1, FeatureWord.NO_SUBLEAF, CpuRegister.ECX),
  EXTENDED_1_D(2, 0x80000001, FeatureWord.NO_SUBLEAF, CpuRegister.EDX),
  EXTENDED_1_C(3, 0x80000001, FeatureWord.NO_SUBLEAF, CpuRegister.ECX),
  LEAF_D1_A(4, 0xD, 1, CpuRegister.EAX),
  LEAF_7_B(5, 7, 0, CpuRegister.EBX),
  LEAF_7_C(6, 7, 0, CpuRegister.ECX),
  EXTENDED_7_D(7, 0x80000007, FeatureWord.NO_SUBLEAF, CpuRegister.EDX),
  EXTENDED_8_B(8, 0x80000008, FeatureWord.NO_SUBLEAF, CpuRegister.EBX),
  LEAF_7_D(9, 7, 0, CpuRegister.EDX),
  LEAF_71_A(10, 7, 1, CpuRegister.EAX),
  EXTENDED_21_A(11, 0x80000021, FeatureWord.NO_SUBLEAF, CpuRegister.EAX),
  LEAF_71_B(12, 7, 1, CpuRegister.EBX),
  LEAF_72_D(13, 7, 2, CpuRegister.EDX),
  LEAF_71_C(14, 7, 1, CpuRegister.ECX),
  LEAF_71_D(15, 7, 1, CpuRegister.EDX),
  EXTENDED_21_C(18, 0x80000021, FeatureWord.NO_SUBLEAF, CpuRegister.ECX);

  /** The subleaf of a leaf that has none (xen.h: XEN_CPUID_NO_SUBLEAF). */
  public static final int NO_SUBLEAF = -1;

  private final int number;
  private final int leaf;
  private final int subleaf;
  private final CpuRegister register;

  FeatureWord(int number, int leaf, int subleaf, CpuRegister register) {
    this.number = number;
    this.leaf = leaf;
    this.subleaf = subleaf;
    this.register = register;
  }

  /** Its place in the feature set. */
  public int number() {
    return number;
  }

  public int leaf() {
    return leaf;
  }

  /** The subleaf, or {@link #NO_SUBLEAF}. */
  public int subleaf() {
    return subleaf;
  }

  public CpuRegister register() {
    return register;
  }

  @Override
  public String toString() {
    String sub = subleaf == NO_SUBLEAF ? "" : "." + subleaf;
    return "%X%s %s".formatted(leaf, sub, register.name().toLowerCase(java.util.Locale.ROOT));
  }
}
