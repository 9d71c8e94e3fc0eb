package dev.xenolith.hv.machine.device;

import dev.xenolith.abi.call.XenErrno;
import dev.xenolith.abi.device.DiskCommand;
import dev.xenolith.abi.device.DiskCompletion;
import dev.xenolith.abi.device.DiskPorts;
import dev.xenolith.abi.device.DiskQueue;
import dev.xenolith.abi.device.DiskSegment;
import dev.xenolith.abi.device.Drives;
import dev.xenolith.abi.device.Medium;
import dev.xenolith.abi.layout.Abi;
import dev.xenolith.abi.num.Mfn;
import dev.xenolith.hv.machine.memory.MachineMemory;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/**
 * A controller of many drives, driven through {@link DiskPorts}. What its driver does wrong is a
 * bug of domain 0's kernel and throws; what the host's files do wrong is an error of the command.
 */
public final class DiskController implements PortDevice, Drives {
  private static final Abi ABI = Abi.PV64;
  private static final int NO_QUEUE = 0;

  private final MachineMemory memory;
  private final InterruptLine line;
  private final HostWorker worker;
  private final Consumer<String> log;
  private final List<DiskUnit> units = new ArrayList<>();
  private long queue = NO_QUEUE;
  private int taken;
  private int completed;
  private int selected;
  private int underWay;

  /**
   * A controller without drives.
   *
   * @param log takes sentences about trouble with the host's files
   */
  public DiskController(
      MachineMemory memory, InterruptLine line, HostWorker worker, Consumer<String> log) {
    this.memory = memory;
    this.line = line;
    this.worker = worker;
    this.log = log;
  }

  @Override
  public int insert(Medium medium) {
    int unit = units.indexOf(null);
    if (unit < 0) {
      unit = units.size();
      units.add(null);
    }
    units.set(unit, new DiskUnit(medium));
    return unit;
  }

  @Override
  public void eject(int unit) {
    DiskUnit drive = units.set(unit, null);
    try {
      drive.eject();
    } catch (IOException e) {
      log.accept("disk unit %d: closing: %s".formatted(unit, e.getMessage()));
    }
  }

  @Override
  public int in(int port) {
    DiskUnit unit = unit(selected);
    long sectors = unit == null ? 0 : unit.medium.bytes() / DiskPorts.SECTOR_BYTES;
    return switch (port) {
      case DiskPorts.SECTORS_LOW -> (int) sectors;
      case DiskPorts.SECTORS_HIGH -> (int) (sectors >>> Integer.SIZE);
      case DiskPorts.FLAGS -> unit == null ? 0 : flags(unit.medium);
      case DiskPorts.GRANULARITY -> unit == null ? 0 : unit.medium.granularity();
      case DiskPorts.PHYSICAL_SECTOR -> unit == null ? 0 : unit.medium.physicalSectorBytes();
      case DiskPorts.LOGICAL_SECTOR -> unit == null ? 0 : unit.medium.logicalSectorBytes();
      default -> -1;
    };
  }

  private static int flags(Medium medium) {
    return DiskPorts.PRESENT
        | (medium.isReadOnly() ? DiskPorts.READ_ONLY : 0)
        | (medium.canDiscard() ? DiskPorts.CAN_DISCARD : 0);
  }

  private DiskUnit unit(int number) {
    return number >= 0 && number < units.size() ? units.get(number) : null;
  }

  @Override
  public void out(int port, int value) {
    switch (port) {
      case DiskPorts.QUEUE_FRAME -> setQueue(new Mfn(Integer.toUnsignedLong(value)));
      case DiskPorts.DOORBELL -> takeCommands(value);
      case DiskPorts.SELECT -> selected = value;
      default -> throw new IllegalStateException("the disk controller has no port " + port);
    }
  }

  private void setQueue(Mfn frame) {
    if (underWay != 0 || frame.raw() >= memory.frames()) {
      throw new IllegalStateException(
          "queue %s with %d commands under way".formatted(frame, underWay));
    }
    queue = frame.toMaddr().raw();
    taken = 0;
    completed = 0;
  }

  private void takeCommands(int produced) {
    if (queue == NO_QUEUE || Integer.compareUnsigned(produced - taken, DiskQueue.ENTRIES) > 0) {
      throw new IllegalStateException(
          "bell for command %d after %d of the queue at 0x%x".formatted(produced, taken, queue));
    }
    while (taken != produced) {
      long at = queue + DiskQueue.COMMANDS.at(ABI, taken & DiskQueue.ENTRIES - 1);
      taken++;
      take(at);
    }
  }

  private void take(long at) {
    int tag = DiskCommand.TAG.get(memory, at, ABI);
    DiskUnit unit = unit(DiskCommand.UNIT.get(memory, at, ABI));
    underWay++;
    if (unit == null) {
      complete(tag, XenErrno.ENXIO.number);
      return;
    }
    DiskJob job = read(tag, unit, at);
    XenErrno refusal = job.refusal();
    if (refusal != null) {
      complete(tag, refusal.number);
      return;
    }
    unit.begin();
    worker.start(job, () -> ended(job));
  }

  private DiskJob read(int tag, DiskUnit unit, long at) {
    int operation = DiskCommand.OPERATION.get(memory, at, ABI);
    long offset = DiskCommand.OFFSET.get(memory, at, ABI);
    long segments = DiskCommand.SEGMENTS.get(memory, at, ABI);
    return switch (operation) {
      case DiskCommand.READ, DiskCommand.WRITE -> {
        int count = DiskCommand.SEGMENT_COUNT.get(memory, at, ABI);
        if (count < 0 || count > DiskQueue.MAX_SEGMENTS) {
          throw new IllegalStateException("a disk command of " + count + " segments");
        }
        yield onMemory(tag, unit, operation, offset, segments, count);
      }
      case DiskCommand.FLUSH -> new DiskJob(tag, unit, operation, 0, 0);
      case DiskCommand.DISCARD -> new DiskJob(tag, unit, operation, offset, segments);
      default -> throw new IllegalStateException("disk command " + operation);
    };
  }

  /** Reads the list of segments, merging those that follow each other in memory. */
  private DiskJob onMemory(
      int tag, DiskUnit unit, int operation, long offset, long list, int count) {
    long[] addresses = new long[count];
    int[] sizes = new int[count];
    int ranges = 0;
    for (int i = 0; i < count; i++) {
      long at = list + (long) i * DiskSegment.LAYOUT.size(ABI);
      long address = DiskSegment.ADDRESS.get(memory, at, ABI);
      int bytes = segmentBytes(at);
      if (ranges > 0 && addresses[ranges - 1] + sizes[ranges - 1] == address) {
        sizes[ranges - 1] += bytes;
      } else {
        addresses[ranges] = address;
        sizes[ranges++] = bytes;
      }
    }
    return DiskJob.onMemory(
        tag,
        unit,
        operation,
        offset,
        Arrays.copyOf(addresses, ranges),
        Arrays.copyOf(sizes, ranges),
        memory);
  }

  private int segmentBytes(long at) {
    int bytes = DiskSegment.BYTES.get(memory, at, ABI);
    if (bytes <= 0 || bytes > Mfn.PAGE_SIZE || bytes % DiskPorts.SECTOR_BYTES != 0) {
      throw new IllegalStateException("a disk segment of " + bytes + " bytes");
    }
    return bytes;
  }

  private void ended(DiskJob job) {
    job.tellMemory(memory);
    if (job.trouble() != null && job.unit.tellsTrouble()) {
      log.accept(
          "disk unit %d: %s: %s (failure %d)"
              .formatted(
                  units.indexOf(job.unit), job, job.trouble().getMessage(), job.unit.troubles()));
    }
    try {
      job.unit.end();
    } catch (IOException e) {
      log.accept("a disk that was taken out: closing: " + e.getMessage());
    }
    complete(job.tag, job.error());
  }

  private void complete(int tag, int error) {
    long at = queue + DiskQueue.COMPLETIONS.at(ABI, completed & DiskQueue.ENTRIES - 1);
    DiskCompletion.TAG.put(memory, at, ABI, tag);
    DiskCompletion.ERROR.put(memory, at, ABI, error);
    completed++;
    underWay--;
    DiskQueue.COMPLETED.put(memory, queue, ABI, completed);
    line.raise();
  }

  /** Waits for what is being carried out and closes all media. Nothing is told any more. */
  public void close() {
    worker.close();
    for (DiskUnit unit : units) {
      try {
        if (unit != null) {
          unit.medium.close();
        }
      } catch (IOException e) {
        log.accept("closing a disk: " + e.getMessage());
      }
    }
    units.clear();
  }
}
