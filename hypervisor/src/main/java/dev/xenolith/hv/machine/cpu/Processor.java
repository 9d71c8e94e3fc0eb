package dev.xenolith.hv.machine.cpu;

/**
 * What a processor is told from outside itself.
 *
 * @param cpuid what CPUID answers
 * @param clock what RDTSC reads
 * @param msrs registers that ring 0 may reach beyond those the processor keeps
 */
public record Processor(CpuidPolicy cpuid, TimeStampCounter clock, MsrAccess msrs) {
  /**
   * A processor that identifies as nothing, counts one tick per instruction and has no further
   * registers.
   */
  public static Processor bare() {
    return new Processor((leaf, subleaf, result) -> {}, retired -> retired, MsrAccess.NONE);
  }
}
