package dev.xenolith.hv.cpuid;

import dev.xenolith.abi.cpuid.CpuFeature;
import dev.xenolith.abi.cpuid.CpuRegister;
import dev.xenolith.abi.cpuid.FeatureWord;

/**
 * CPUID as a table: the leaves a toolstack can read and set, in the order in which they go to it.
 * What changes while a vCPU runs is not in it.
 */
public final class CpuPolicy {
  /** The subleaf of a leaf that has none. */
  public static final int NO_SUBLEAF = FeatureWord.NO_SUBLEAF;

  /** The first leaf about Xen itself; its low byte limits them. */
  public static final int XEN = 0x40000000;

  /** The first leaf of another hypervisor's interface, kept for toolstacks that set it. */
  static final int OTHER_HYPERVISOR = 0x40000100;

  /** The first of the leaves AMD began. */
  public static final int EXTENDED = 0x80000000;

  static final int CACHES = 4;
  static final int FEATURES = 7;
  static final int TOPOLOGY = 0xB;
  static final int STATES = 0xD;

  private static final int LAST_BASIC = 0xD;
  private static final int LAST_EXTENDED = 0x21;
  private static final int REGISTERS = CpuRegister.values().length;

  /** Subleaves of the leaves that have them, at the index of the leaf. */
  private static final int[] SUBLEAVES = new int[LAST_BASIC + 1];

  static {
    SUBLEAVES[CACHES] = 6;
    SUBLEAVES[FEATURES] = 3;
    SUBLEAVES[TOPOLOGY] = 2;
    SUBLEAVES[STATES] = 63;
  }

  /** How many leaves there can be. */
  public static final int MOST_LEAVES = countSlots();

  private final int[] words;

  /** All zeroes. */
  public CpuPolicy() {
    words = new int[MOST_LEAVES * REGISTERS];
  }

  private CpuPolicy(int[] words) {
    this.words = words;
  }

  /** One of its own that begins the same. */
  public CpuPolicy copy() {
    return new CpuPolicy(words.clone());
  }

  private static int countSlots() {
    int count = 0;
    for (int subleaves : SUBLEAVES) {
      count += Math.max(subleaves, 1);
    }
    return count + 2 + LAST_EXTENDED + 1;
  }

  /** Where the leaf is, or -1 if a policy has no such. */
  private static int slot(int leaf, int subleaf) {
    if (leaf >= 0 && leaf <= LAST_BASIC) {
      int slot = 0;
      for (int i = 0; i < leaf; i++) {
        slot += Math.max(SUBLEAVES[i], 1);
      }
      if (SUBLEAVES[leaf] == 0) {
        return subleaf == NO_SUBLEAF ? slot : -1;
      }
      return subleaf >= 0 && subleaf < SUBLEAVES[leaf] ? slot + subleaf : -1;
    }
    if (subleaf != NO_SUBLEAF) {
      return -1;
    }
    int rest = MOST_LEAVES - (LAST_EXTENDED + 1) - 2;
    return switch (leaf) {
      case XEN -> rest;
      case OTHER_HYPERVISOR -> rest + 1;
      default -> {
        int index = leaf - EXTENDED;
        yield leaf < 0 && index <= LAST_EXTENDED ? rest + 2 + index : -1;
      }
    };
  }

  private static int place(int leaf, int subleaf, CpuRegister register) {
    int slot = slot(leaf, subleaf);
    if (slot < 0) {
      throw new IllegalArgumentException("no leaf %x.%x".formatted(leaf, subleaf));
    }
    return slot * REGISTERS + register.ordinal();
  }

  /** Whether a policy has such a leaf. */
  public static boolean has(int leaf, int subleaf) {
    return slot(leaf, subleaf) >= 0;
  }

  /** One register of a leaf. */
  public int get(int leaf, int subleaf, CpuRegister register) {
    return words[place(leaf, subleaf, register)];
  }

  int get(int leaf, CpuRegister register) {
    return get(leaf, NO_SUBLEAF, register);
  }

  /** Sets one register of a leaf. */
  public void set(int leaf, int subleaf, CpuRegister register, int value) {
    words[place(leaf, subleaf, register)] = value;
  }

  void set(int leaf, CpuRegister register, int value) {
    set(leaf, NO_SUBLEAF, register, value);
  }

  /** Sets all of a leaf: EAX, EBX, ECX, EDX. */
  void set(int leaf, int subleaf, int a, int b, int c, int d) {
    int at = place(leaf, subleaf, CpuRegister.EAX);
    words[at] = a;
    words[at + 1] = b;
    words[at + 2] = c;
    words[at + 3] = d;
  }

  void clear(int leaf) {
    for (int i = 0; i < Math.max(leaf < 0 ? 0 : SUBLEAVES[leaf], 1); i++) {
      set(leaf, leaf >= 0 && SUBLEAVES[leaf] > 0 ? i : NO_SUBLEAF, 0, 0, 0, 0);
    }
  }

  /** Copies a leaf into EAX, EBX, ECX and EDX. */
  public void read(int leaf, int subleaf, int[] out) {
    System.arraycopy(words, place(leaf, subleaf, CpuRegister.EAX), out, 0, REGISTERS);
  }

  /** A word of the feature set. */
  public int word(FeatureWord word) {
    return get(word.leaf(), word.subleaf(), word.register());
  }

  void setWord(FeatureWord word, int value) {
    set(word.leaf(), word.subleaf(), word.register(), value);
  }

  /** Whether the feature is announced. */
  public boolean has(CpuFeature feature) {
    return (word(feature.word()) & feature.mask()) != 0;
  }

  void give(CpuFeature feature, boolean given) {
    int word = word(feature.word());
    setWord(feature.word(), given ? word | feature.mask() : word & ~feature.mask());
  }

  // ---- limits

  /** The highest basic leaf that is there. */
  public int lastBasic() {
    int last = get(0, CpuRegister.EAX);
    return last >= 0 && last < LAST_BASIC ? last : LAST_BASIC;
  }

  /** The highest extended leaf that is there. */
  public int lastExtended() {
    return EXTENDED | Math.min(get(EXTENDED, CpuRegister.EAX) & 0xFFFF, LAST_EXTENDED);
  }

  /** Forgets what is beyond what the leaves say of themselves. */
  void clearBeyondLimits() {
    CpuPolicy kept = new CpuPolicy();
    forEach((leaf, subleaf, r) -> kept.set(leaf, subleaf, r[0], r[1], r[2], r[3]));
    System.arraycopy(kept.words, 0, words, 0, words.length);
  }

  int lastFeatureSubleaf() {
    int last = get(FEATURES, 0, CpuRegister.EAX);
    int most = SUBLEAVES[FEATURES] - 1;
    return last >= 0 && last < most ? last : most;
  }

  /** How many subleaves of this leaf there can be; 0 if it has none. */
  public static int subleaves(int leaf) {
    return leaf >= 0 && leaf <= LAST_BASIC ? SUBLEAVES[leaf] : 0;
  }

  // ---- one after the other

  /** Takes leaves in their order. */
  @FunctionalInterface
  public interface Visitor {
    /** One leaf; {@code registers} is EAX to EDX and changes afterwards. */
    void leaf(int leaf, int subleaf, int[] registers);
  }

  /** Walks the leaves that are there, up to what they say of themselves. */
  public void forEach(Visitor visitor) {
    int[] registers = new int[REGISTERS];
    for (int leaf = 0; leaf <= lastBasic(); leaf++) {
      int count = SUBLEAVES[leaf] == 0 ? 1 : told(leaf);
      for (int i = 0; i < count; i++) {
        visit(leaf, SUBLEAVES[leaf] == 0 ? NO_SUBLEAF : i, registers, visitor);
      }
    }
    visit(XEN, NO_SUBLEAF, registers, visitor);
    visit(OTHER_HYPERVISOR, NO_SUBLEAF, registers, visitor);
    for (int leaf = EXTENDED; leaf <= lastExtended(); leaf++) {
      visit(leaf, NO_SUBLEAF, registers, visitor);
    }
  }

  private void visit(int leaf, int subleaf, int[] registers, Visitor visitor) {
    read(leaf, subleaf, registers);
    visitor.leaf(leaf, subleaf, registers);
  }

  /** How many subleaves are worth telling: the last one ends the list where it says nothing. */
  private int told(int leaf) {
    return switch (leaf) {
      case CACHES -> upToTheEmpty(CACHES, CpuRegister.EAX, 0x1F);
      case TOPOLOGY -> upToTheEmpty(TOPOLOGY, CpuRegister.ECX, 0xFF00);
      case FEATURES -> lastFeatureSubleaf() + 1;
      default -> {
        long states =
            Integer.toUnsignedLong(get(STATES, 0, CpuRegister.EAX))
                | Integer.toUnsignedLong(get(STATES, 0, CpuRegister.EDX)) << 32;
        yield Math.clamp(64 - Long.numberOfLeadingZeros(states), 2, SUBLEAVES[STATES]);
      }
    };
  }

  private int upToTheEmpty(int leaf, CpuRegister register, int type) {
    int count = 0;
    while (count < SUBLEAVES[leaf] && (get(leaf, count++, register) & type) != 0) {}
    return count;
  }
}
