package dev.xenolith.dom0.launch;

import java.util.OptionalLong;

/**
 * What a machine has done and taken of the host.
 *
 * @param instructions retired by guests
 * @param busyNanos how long its CPU had something to run, in nanoseconds of the host
 * @param touchedBytes of its memory for which the host keeps pages; empty where the host does not
 *     say
 */
public record MachineUse(long instructions, long busyNanos, OptionalLong touchedBytes) {}
