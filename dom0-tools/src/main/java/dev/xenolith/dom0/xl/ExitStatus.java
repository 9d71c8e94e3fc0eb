package dev.xenolith.dom0.xl;

/** How {@code xl run} ends: its exit status, in the order of the numbers. */
public enum ExitStatus {
  POWEROFF(0, "the guest powered off"),
  FAILED(1, "something else went wrong; a sentence on standard error says what"),
  USAGE(2, "the command line cannot be understood"),
  BAD_CONFIG(3, "the configuration is wrong"),
  BAD_IMAGE(4, "the kernel or ramdisk cannot be booted"),
  NOT_BUILT(5, "the domain could not be built (out of memory, refused by the hypervisor)"),
  REBOOT(10, "the guest asked for a reboot"),
  CRASH(11, "the guest crashed"),
  WATCHDOG(12, "the guest's watchdog fired"),
  SUSPEND(13, "the guest suspended itself"),
  SOFT_RESET(14, "the guest asked for a soft reset"),
  LEFT(20, "the console was left with Ctrl-], the domain was destroyed"),
  BUG(70, "a bug of Xenolith, or the launcher found no JDK or could not build"),
  TIMEOUT(124, "--timeout ran out, the domain was destroyed"),
  INTERRUPTED(130, "a signal ended it, the domain was destroyed");

  /** The number the shell sees. */
  public final int number;

  /** When this status is given, as a phrase. */
  public final String meaning;

  ExitStatus(int number, String meaning) {
    this.number = number;
    this.meaning = meaning;
  }
}
