/**
 * Address translation: the walk through the page tables and the buffer of translations.
 *
 * <p>Invariants: page tables are read at the moment of the walk, and accessed and dirty bits are
 * set as silicon does; nothing is cached but in the {@link dev.xenolith.hv.machine.cpu.mmu.Tlb},
 * which only explicit flushes and its own evictions empty. One thread: that of the processor.
 */
package dev.xenolith.hv.machine.cpu.mmu;
