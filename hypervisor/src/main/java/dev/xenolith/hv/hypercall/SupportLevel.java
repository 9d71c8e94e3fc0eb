package dev.xenolith.hv.hypercall;

/** How much of a hypercall is there. */
public enum SupportLevel {
  /** Everything a PV domain can ask of it. */
  FULL,
  /** Some sub-operations; the others answer as a hypervisor built without them. */
  PARTIAL,
  /** Answers -ENOSYS. */
  NONE
}
