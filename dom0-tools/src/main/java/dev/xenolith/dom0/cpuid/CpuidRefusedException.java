package dev.xenolith.dom0.cpuid;

/** What a configuration asks of CPUID cannot be had. */
public final class CpuidRefusedException extends Exception {
  private static final long serialVersionUID = 1L;

  CpuidRefusedException(String why) {
    super(why);
  }
}
