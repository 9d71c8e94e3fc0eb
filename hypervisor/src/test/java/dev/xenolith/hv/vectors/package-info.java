/**
 * The judges of the processor: cases executed on real silicon and on Bochs, and their replay on the
 * engine.
 *
 * <p>Invariants: a case is a function of its seed and of the instruction table; recorded answers
 * are never edited by hand. The programs that ask the judges stand in {@code
 * hypervisor/src/vectors}, with a README.
 */
package dev.xenolith.hv.vectors;
