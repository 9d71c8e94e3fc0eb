package dev.xenolith.hv.hypercall;

import dev.xenolith.abi.layout.Abi;

/** Whose kernels a hypercall exists for. To all others its number is a hole. */
public enum Callers {
  /** Both widths. */
  ANY,
  /** 64-bit kernels only. */
  PV64,
  /** Both widths, but only a privileged domain gets past its checks. */
  PRIVILEGED;

  boolean admits(Abi abi) {
    return this != PV64 || abi == Abi.PV64;
  }
}
