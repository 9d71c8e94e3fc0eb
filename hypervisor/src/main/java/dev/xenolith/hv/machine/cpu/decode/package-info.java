/**
 * The instruction set: one table ({@code x86.insn}), and the decoder and the disassembler that are
 * made from it.
 *
 * <p>Invariants: nothing here knows what an instruction does. {@link
 * dev.xenolith.hv.machine.cpu.decode.InsnTable} and its {@link
 * dev.xenolith.hv.machine.cpu.decode.Row}s are immutable and shared; a {@link
 * dev.xenolith.hv.machine.cpu.decode.Decoder} and the {@link
 * dev.xenolith.hv.machine.cpu.decode.Insn} it fills belong to one thread. Decoding allocates
 * nothing. No locks.
 */
package dev.xenolith.hv.machine.cpu.decode;
