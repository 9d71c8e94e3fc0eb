package dev.xenolith.hv.machine.cpu;

/** What CPUID answers. */
@FunctionalInterface
public interface CpuidPolicy {
  /**
   * Answers one leaf.
   *
   * @param leaf EAX
   * @param subleaf ECX
   * @param result receives EAX, EBX, ECX and EDX, in this order
   */
  void cpuid(int leaf, int subleaf, int[] result);
}
