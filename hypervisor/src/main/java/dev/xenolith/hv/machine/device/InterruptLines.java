package dev.xenolith.hv.machine.device;

/** The interrupt lines of the machine that have a device. */
public final class InterruptLines {
  /** How many lines there could be. */
  public static final int COUNT = 16;

  private final InterruptLine[] lines = new InterruptLine[COUNT];

  /** The line, or null where it has no device. */
  public InterruptLine find(int number) {
    return number >= 0 && number < COUNT ? lines[number] : null;
  }

  /** The line for a device that is being built in. */
  public InterruptLine take(int number) {
    if (lines[number] != null) {
      throw new IllegalArgumentException("line " + number + " has a device");
    }
    lines[number] = new InterruptLine();
    return lines[number];
  }
}
