/**
 * The simulated x86 processor: its state, the engine that runs it, and what makes it stop.
 *
 * <p>Invariants: the processor knows nothing of Xen. It runs in IA-32e mode as under the real
 * hypervisor: a 32-bit PV kernel runs in compatibility mode in ring 1, a 64-bit one in 64-bit mode
 * in ring 3, both on 4-level tables. Whatever ring 0 would have had to handle leaves the engine as
 * a {@link dev.xenolith.hv.machine.cpu.CpuExit}; the state is then exactly what silicon would have
 * saved.
 */
package dev.xenolith.hv.machine.cpu;
