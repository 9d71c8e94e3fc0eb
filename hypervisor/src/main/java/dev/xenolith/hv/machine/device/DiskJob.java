package dev.xenolith.hv.machine.device;

import dev.xenolith.abi.call.XenErrno;
import dev.xenolith.abi.device.DiskCommand;
import dev.xenolith.hv.machine.memory.MachineMemory;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * A command that the controller has taken, with its ranges of memory merged where they touch. Made
 * and ended on the physical CPU, carried out anywhere.
 */
final class DiskJob implements HostWorker.Work {
  final int tag;
  final DiskUnit unit;
  private final int operation;
  private final long offset;
  private final long length;
  private final long[] addresses;
  private final int[] sizes;
  private final ByteBuffer[] buffers;
  private int error;
  private IOException trouble;

  /** A command that names no memory. */
  DiskJob(int tag, DiskUnit unit, int operation, long offset, long length) {
    this(tag, unit, operation, offset, length, new long[0], new int[0], new ByteBuffer[0]);
  }

  private DiskJob(
      int tag,
      DiskUnit unit,
      int operation,
      long offset,
      long length,
      long[] addresses,
      int[] sizes,
      ByteBuffer[] buffers) {
    this.tag = tag;
    this.unit = unit;
    this.operation = operation;
    this.offset = offset;
    this.length = length;
    this.addresses = addresses;
    this.sizes = sizes;
    this.buffers = buffers;
  }

  /** A command on these ranges of memory, which must be in it. */
  static DiskJob onMemory(
      int tag,
      DiskUnit unit,
      int operation,
      long offset,
      long[] addresses,
      int[] sizes,
      MachineMemory memory) {
    long length = 0;
    ByteBuffer[] buffers = new ByteBuffer[addresses.length];
    for (int i = 0; i < addresses.length; i++) {
      buffers[i] = memory.buffer(addresses[i], sizes[i]);
      length += sizes[i];
    }
    return new DiskJob(tag, unit, operation, offset, length, addresses, sizes, buffers);
  }

  /** Why the command cannot be carried out, or null. */
  XenErrno refusal() {
    int sector = unit.medium.logicalSectorBytes();
    boolean writes = operation == DiskCommand.WRITE || operation == DiskCommand.DISCARD;
    if (writes && unit.medium.isReadOnly()) {
      return XenErrno.EROFS;
    }
    if (operation == DiskCommand.DISCARD && !unit.medium.canDiscard()) {
      return XenErrno.EOPNOTSUPP;
    }
    boolean inside = length >= 0 && offset >= 0 && length <= unit.medium.bytes() - offset;
    return inside && offset % sector == 0 && length % sector == 0 ? null : XenErrno.EINVAL;
  }

  @Override
  public long nanos() {
    return DiskTimes.nanos(operation, length);
  }

  /** Does the work. What goes wrong is kept for {@link #error}. */
  @Override
  public void carryOut() {
    try {
      switch (operation) {
        case DiskCommand.READ -> unit.medium.read(offset, buffers);
        case DiskCommand.WRITE -> unit.medium.write(offset, buffers);
        case DiskCommand.FLUSH -> unit.medium.flush();
        case DiskCommand.DISCARD -> unit.medium.discard(offset, length);
        default -> throw new IllegalStateException("operation " + operation);
      }
    } catch (IOException e) {
      trouble = e;
      error = XenErrno.EIO.number;
    }
  }

  /** Tells the memory of what was written into it. */
  void tellMemory(MachineMemory memory) {
    if (operation == DiskCommand.READ) {
      for (int i = 0; i < addresses.length; i++) {
        memory.written(addresses[i], sizes[i]);
      }
    }
  }

  /** 0, or the number of an error. */
  int error() {
    return error;
  }

  /** What the host said of the error; null where there was none. */
  IOException trouble() {
    return trouble;
  }

  @Override
  public String toString() {
    String name =
        switch (operation) {
          case DiskCommand.READ -> "reading";
          case DiskCommand.WRITE -> "writing";
          case DiskCommand.FLUSH -> "flushing";
          default -> "discarding";
        };
    return "%s %d bytes at %d".formatted(name, length, offset);
  }
}
