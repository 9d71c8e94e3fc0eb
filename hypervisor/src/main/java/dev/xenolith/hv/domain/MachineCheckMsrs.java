package dev.xenolith.hv.domain;

/**
 * The machine-check registers Xen shows every guest whose processor is Intel's: two banks in which
 * nothing ever happens (xen/arch/x86/cpu/mcheck/vmce.c).
 */
final class MachineCheckMsrs {
  private static final int CAP = 0x179;
  private static final int STATUS = 0x17A;
  private static final int CTL = 0x17B;
  private static final int BANK_CTL2 = 0x280;
  private static final int BANKS = 0x400;
  private static final int BANK_COUNT = 2;
  private static final int PER_BANK = 4;

  /** Threshold-based status and software recovery are there; the rest is the number of banks. */
  private static final long CAPABILITIES = 1 << 24 | 1 << 11 | BANK_COUNT;

  private static final long ALL_ENABLED = -1L;
  private static final long CTL2_THRESHOLD = 0x7FFF;
  private static final long CTL2_INTERRUPT = 1 << 30;

  private long status;
  private final long[] threshold = new long[BANK_COUNT];

  /** Whether the register is one of these. */
  static boolean has(int msr) {
    return msr == CAP
        || msr == STATUS
        || msr == CTL
        || msr >= BANK_CTL2 && msr < BANK_CTL2 + BANK_COUNT
        || msr >= BANKS && msr < BANKS + BANK_COUNT * PER_BANK;
  }

  long read(int msr) {
    return switch (msr) {
      case CAP -> CAPABILITIES;
      case STATUS -> status;
      case CTL -> 0;
      default -> {
        if (msr < BANKS) {
          yield threshold[msr - BANK_CTL2];
        }
        yield (msr - BANKS) % PER_BANK == 0 ? ALL_ENABLED : 0;
      }
    };
  }

  /** Whether the write is accepted; what cannot change stays as it is, without a fault. */
  boolean write(int msr, long value) {
    if (msr == STATUS) {
      status = value;
    } else if (msr >= BANK_CTL2 && msr < BANK_CTL2 + BANK_COUNT) {
      threshold[msr - BANK_CTL2] = value & (CTL2_THRESHOLD | CTL2_INTERRUPT);
    } else if (msr >= BANKS) {
      // Of a bank's status, address and information only zero can be written.
      boolean control = (msr - BANKS) % PER_BANK == 0;
      return control || value == 0;
    }
    return true;
  }
}
