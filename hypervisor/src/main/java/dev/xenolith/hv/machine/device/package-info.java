/**
 * Emulated hardware owned by domain 0: interrupt lines, I/O ports, and the disk controller behind
 * them.
 *
 * <p>Invariants: a device names memory by machine address and checks every address; what it changes
 * there it tells {@link dev.xenolith.hv.machine.memory.MachineMemory}. A device is spoken to, and
 * speaks, on the simulated physical CPU only; what waits for the host runs on other threads, which
 * touch the memory that a command names and nothing else. In virtual time a command takes the time
 * of a model, and the machine waits for the host at its end, so that two runs are alike.
 */
package dev.xenolith.hv.machine.device;
