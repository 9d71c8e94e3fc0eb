package dev.xenolith.abi.device;

import dev.xenolith.abi.layout.Field;
import dev.xenolith.abi.layout.StructLayout;

/** What the disk controller is to do. */
public final class DiskCommand {
  /** Disk to memory. */
  public static final int READ = 0;

  /** Memory to disk. */
  public static final int WRITE = 1;

  /** Make what was written last, whatever happens to the machine. */
  public static final int FLUSH = 2;

  /** Forget a range; it reads as zeroes. */
  public static final int DISCARD = 3;

  private static final StructLayout.Builder S = StructLayout.of("disk_command", "");

  /** Comes back in the completion. At most one command of a tag may be under way. */
  public static final Field.U32 TAG = S.u32("tag");

  public static final Field.U16 UNIT = S.u16("unit");
  public static final Field.U16 OPERATION = S.u16("operation");

  /** First byte on the disk; a multiple of the sector size. */
  public static final Field.U64 OFFSET = S.u64("offset");

  /** Machine address of the segments; for {@link #DISCARD} the length in bytes. */
  public static final Field.U64 SEGMENTS = S.u64("segments");

  public static final Field.U32 SEGMENT_COUNT = S.u32("segment_count");
  public static final Field.U32 RESERVED = S.u32("reserved");

  /** The layout. */
  public static final StructLayout LAYOUT = S.build();

  private DiskCommand() {}
}
