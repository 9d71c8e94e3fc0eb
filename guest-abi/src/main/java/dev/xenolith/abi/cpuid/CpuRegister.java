package dev.xenolith.abi.cpuid;

/** The registers CPUID answers in, in the order of its leaves in memory. */
public enum CpuRegister {
  EAX,
  EBX,
  ECX,
  EDX
}
