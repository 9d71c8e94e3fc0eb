package dev.xenolith.abi.xen;

import dev.xenolith.abi.layout.Field;
import dev.xenolith.abi.layout.StructLayout;

/**
 * One entry of mmu_update: which page table entry, with the command in bits 1:0, and what it is to
 * hold.
 */
public final class MmuUpdate {
  private static final StructLayout.Builder S = StructLayout.of("mmu_update", "xen.h");
  public static final Field.U64 PTR = S.u64("ptr");
  public static final Field.U64 VAL = S.u64("val");

  /** {@code struct mmu_update}, xen.h. */
  public static final StructLayout LAYOUT = S.build();

  private MmuUpdate() {}
}
