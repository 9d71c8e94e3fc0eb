package dev.xenolith.dom0.ctrl;

import dev.xenolith.abi.cpuid.CpuRegister;

/** One leaf of a policy. */
public record CpuidLeaf(int leaf, int subleaf, int a, int b, int c, int d) {
  /** One of its registers. */
  public int get(CpuRegister register) {
    return switch (register) {
      case EAX -> a;
      case EBX -> b;
      case ECX -> c;
      case EDX -> d;
    };
  }

  /** The same with another value in one register. */
  public CpuidLeaf with(CpuRegister register, int value) {
    return new CpuidLeaf(
        leaf,
        subleaf,
        register == CpuRegister.EAX ? value : a,
        register == CpuRegister.EBX ? value : b,
        register == CpuRegister.ECX ? value : c,
        register == CpuRegister.EDX ? value : d);
  }
}
