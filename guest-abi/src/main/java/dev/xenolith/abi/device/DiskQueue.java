package dev.xenolith.abi.device;

import dev.xenolith.abi.layout.Field;
import dev.xenolith.abi.layout.StructLayout;

/**
 * The frame in which the disk controller takes commands and leaves completions. Indices run freely
 * and are masked on use; there are as many tags as commands, so neither half can overflow.
 */
public final class DiskQueue {
  /** How many commands may be under way; a power of two. */
  public static final int ENTRIES = 64;

  /** The most segments of a command: a page of them. */
  public static final int MAX_SEGMENTS = 256;

  private static final StructLayout.Builder S = StructLayout.of("disk_queue", "");
  public static final Field.Array COMMANDS = S.array("commands", DiskCommand.LAYOUT, ENTRIES);
  public static final Field.Array COMPLETIONS =
      S.array("completions", DiskCompletion.LAYOUT, ENTRIES);

  /** How many completions were ever left here. */
  public static final Field.U32 COMPLETED = S.u32("completed");

  /** The layout. */
  public static final StructLayout LAYOUT = S.build();

  private DiskQueue() {}
}
