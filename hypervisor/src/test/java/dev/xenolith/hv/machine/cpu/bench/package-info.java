/**
 * Benchmarks of the processor, run by hand: {@code EngineBenchmark} runs the same guest code in our
 * engine and in QEMU and prints both speeds. See hypervisor/BENCHMARKS.md.
 */
package dev.xenolith.hv.machine.cpu.bench;
