/**
 * The engine that interprets: decoded blocks of guest code, run until something needs ring 0.
 *
 * <p>Invariants: an instruction either completes or leaves registers and memory as silicon would
 * when it faults; the number of retired instructions is exact at every exit. One thread at a time
 * runs an engine; {@code requestExit} alone may be called from others.
 */
package dev.xenolith.hv.machine.cpu.interpret;
