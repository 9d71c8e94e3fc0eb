package dev.xenolith.abi.call;

/** Sub-operations of console_io (xen.h: CONSOLEIO_*). */
public enum ConsoleIo implements SubOp {
  WRITE(0, "CONSOLEIO_write"),
  READ(1, "CONSOLEIO_read");

  private static final SubOpTable<ConsoleIo> TABLE = new SubOpTable<>(values());

  /** The number in the header. */
  public final int number;

  private final String cName;

  ConsoleIo(int number, String cName) {
    this.number = number;
    this.cName = cName;
  }

  /** The constant of this number, or null where the header has none. */
  public static ConsoleIo of(long number) {
    return TABLE.of(number);
  }

  @Override
  public int number() {
    return number;
  }

  @Override
  public String cName() {
    return cName;
  }

  @Override
  public String header() {
    return "xen.h";
  }

  @Override
  public Hypercall hypercall() {
    return Hypercall.CONSOLE_IO;
  }
}
