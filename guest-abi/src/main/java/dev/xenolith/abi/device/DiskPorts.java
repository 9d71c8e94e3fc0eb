package dev.xenolith.abi.device;

/**
 * The disk controller's I/O ports, 32 bits each, and its interrupt line. A driver gives it a {@link
 * DiskQueue}, puts commands there and rings the bell; the controller reads and writes memory by
 * itself and raises the line when completions are there to be read.
 */
public final class DiskPorts {
  /** The first port. */
  public static final int BASE = 0xC000;

  /** How many ports there are. */
  public static final int COUNT = 36;

  /** The line that tells of completions: where PCs have their first disk controller. */
  public static final int LINE = 14;

  /** Write: machine frame of the queue, which must be empty; 0 takes it away. */
  public static final int QUEUE_FRAME = BASE;

  /** Write: how many commands were ever put into the queue. */
  public static final int DOORBELL = BASE + 4;

  /** Write: the unit that the registers below speak of. */
  public static final int SELECT = BASE + 8;

  /** Read: size of the unit in sectors, low half; 0 where no medium is in it. */
  public static final int SECTORS_LOW = BASE + 12;

  /** Read: the high half. */
  public static final int SECTORS_HIGH = BASE + 16;

  /** Read: what the unit is, in bits. */
  public static final int FLAGS = BASE + 20;

  /** Read: bytes of what can be forgotten at a time. */
  public static final int GRANULARITY = BASE + 24;

  /** Read: bytes that the medium writes at a time, however small its sectors are. */
  public static final int PHYSICAL_SECTOR = BASE + 28;

  /** Read: bytes that are the least it reads or writes; {@link #SECTOR_BYTES} or a multiple. */
  public static final int LOGICAL_SECTOR = BASE + 32;

  /** {@link #FLAGS}: a medium is in it. */
  public static final int PRESENT = 1;

  /** {@link #FLAGS}: writing is refused. */
  public static final int READ_ONLY = 1 << 1;

  /** {@link #FLAGS}: it can forget ranges. */
  public static final int CAN_DISCARD = 1 << 2;

  /** Bytes of a sector, as all these ports and the queue count them. */
  public static final int SECTOR_BYTES = 512;

  private DiskPorts() {}
}
