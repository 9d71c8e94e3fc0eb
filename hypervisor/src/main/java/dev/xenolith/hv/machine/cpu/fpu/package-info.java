/**
 * Floating-point arithmetic as x86 processors do it, bit for bit: SSE's binary32 and binary64, and
 * the x87's extended format.
 *
 * <p>Invariants: everything is integer arithmetic, except where {@code SseFast} proves that Java's
 * own result and its exactness are the processor's. Nothing here knows of registers, stacks, memory
 * or instructions, and nothing is allocated after construction: a unit belongs to one virtual
 * processor and is used by its thread alone. Results equal silicon's in every bit; only those of
 * the transcendental functions ({@code X87Functions}) may differ by one unit of the last place, and
 * C1 with it. The judge is silicon ({@code src/vectors/fpu}).
 */
package dev.xenolith.hv.machine.cpu.fpu;
