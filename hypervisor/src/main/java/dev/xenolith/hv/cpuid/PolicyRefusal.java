package dev.xenolith.hv.cpuid;

/** The leaf because of which a policy was refused. */
public record PolicyRefusal(int leaf, int subleaf) {}
