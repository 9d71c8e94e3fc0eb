package dev.xenolith.dom0.device;

import dev.xenolith.abi.call.XenErrno;
import dev.xenolith.abi.device.DiskCommand;
import dev.xenolith.abi.device.DiskCompletion;
import dev.xenolith.abi.device.DiskPorts;
import dev.xenolith.abi.device.DiskQueue;
import dev.xenolith.abi.device.DiskSegment;
import dev.xenolith.abi.layout.Abi;
import dev.xenolith.abi.layout.GuestBytes;
import dev.xenolith.abi.num.Pirq;
import dev.xenolith.dom0.kernel.Dom0Kernel;
import dev.xenolith.dom0.kernel.HypercallFailedException;
import dev.xenolith.dom0.kernel.OwnPage;
import dev.xenolith.pv.block.Disk;
import dev.xenolith.pv.block.DiskRequest;
import dev.xenolith.pv.block.DiskShelf;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Domain 0's driver for the disk controller. The controller's tags go round among the disks that
 * want one, so that a busy disk does not keep others waiting.
 */
final class DiskDriver implements DiskShelf {
  private static final Abi ABI = Abi.PV64;

  /** The major number by which nodes name these disks, in hexadecimal as libxl writes it. */
  private static final String MAJOR = "fe:";

  private final Dom0Kernel kernel;
  private final OwnPage queue;
  private final OwnPage[] segmentLists = new OwnPage[DiskQueue.ENTRIES];
  private final DiskRequest[] underWay = new DiskRequest[DiskQueue.ENTRIES];
  private final ArrayDeque<Integer> freeTags = new ArrayDeque<>();
  private final Map<Integer, UnitDisk> disks = new TreeMap<>();
  private final ArrayDeque<UnitDisk> waiting = new ArrayDeque<>();
  private int produced;
  private int consumed;

  DiskDriver(Dom0Kernel kernel) throws HypercallFailedException {
    this.kernel = kernel;
    queue = kernel.allocatePage();
    kernel.out(DiskPorts.QUEUE_FRAME, (int) queue.frame().raw());
    for (int tag = 0; tag < DiskQueue.ENTRIES; tag++) {
      freeTags.add(tag);
    }
    kernel.events().bindPirq(new Pirq(DiskPorts.LINE), this::interrupt);
  }

  /** The text by which nodes name the disk in a drive. */
  static String deviceNumber(int unit) {
    return MAJOR + Integer.toHexString(unit);
  }

  @Override
  public Optional<Disk> find(String physicalDevice) {
    if (!physicalDevice.startsWith(MAJOR)) {
      return Optional.empty();
    }
    try {
      int unit = Integer.parseInt(physicalDevice.substring(MAJOR.length()), 16);
      return Optional.ofNullable(disks.computeIfAbsent(unit, this::look));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  private UnitDisk look(int unit) {
    kernel.out(DiskPorts.SELECT, unit);
    int flags = kernel.in(DiskPorts.FLAGS);
    if ((flags & DiskPorts.PRESENT) == 0) {
      return null;
    }
    long low = Integer.toUnsignedLong(kernel.in(DiskPorts.SECTORS_LOW));
    long high = Integer.toUnsignedLong(kernel.in(DiskPorts.SECTORS_HIGH));
    return new UnitDisk(
        unit,
        high << Integer.SIZE | low,
        flags,
        new Sizes(
            kernel.in(DiskPorts.LOGICAL_SECTOR),
            kernel.in(DiskPorts.PHYSICAL_SECTOR),
            kernel.in(DiskPorts.GRANULARITY)));
  }

  /** Forgets the disk in a drive whose medium is to be taken out; what waits for it has failed. */
  void forget(int unit) {
    UnitDisk disk = disks.remove(unit);
    if (disk != null) {
      waiting.remove(disk);
      disk.gone = true;
      for (DiskRequest r = disk.queued.poll(); r != null; r = disk.queued.poll()) {
        fail(r);
      }
    }
  }

  private void fail(DiskRequest request) {
    kernel.later(() -> request.done(XenErrno.ENXIO.number));
  }

  /** Bytes of what it reads, writes and forgets at a time. */
  private record Sizes(int logicalSector, int physicalSector, int granularity) {}

  private final class UnitDisk implements Disk {
    private final int unit;
    private final long sectors;
    private final int flags;
    private final Sizes sizes;
    private final ArrayDeque<DiskRequest> queued = new ArrayDeque<>();
    private boolean gone;

    UnitDisk(int unit, long sectors, int flags, Sizes sizes) {
      this.sizes = sizes;
      this.unit = unit;
      this.sectors = sectors;
      this.flags = flags;
    }

    @Override
    public long sectors() {
      return sectors;
    }

    @Override
    public boolean isReadOnly() {
      return (flags & DiskPorts.READ_ONLY) != 0;
    }

    @Override
    public boolean canDiscard() {
      return (flags & DiskPorts.CAN_DISCARD) != 0;
    }

    @Override
    public int granularity() {
      return sizes.granularity;
    }

    @Override
    public int logicalSectorBytes() {
      return sizes.logicalSector;
    }

    @Override
    public int physicalSectorBytes() {
      return sizes.physicalSector;
    }

    @Override
    public int maxSegments() {
      return DiskQueue.MAX_SEGMENTS;
    }

    @Override
    public void submit(DiskRequest request) {
      if (gone) {
        fail(request);
        return;
      }
      if (queued.isEmpty()) {
        waiting.add(this);
      }
      queued.add(request);
      issue();
    }
  }

  /** Gives the controller what waits, as long as there are tags. */
  private void issue() {
    int before = produced;
    while (!waiting.isEmpty() && !freeTags.isEmpty()) {
      UnitDisk disk = waiting.poll();
      DiskRequest request = disk.queued.poll();
      if (!disk.queued.isEmpty()) {
        waiting.add(disk);
      }
      int tag = freeTags.poll();
      underWay[tag] = request;
      write(tag, disk.unit, request);
    }
    if (produced != before) {
      kernel.out(DiskPorts.DOORBELL, produced);
    }
  }

  private void write(int tag, int unit, DiskRequest request) {
    GuestBytes page = queue.bytes();
    long at = DiskQueue.COMMANDS.at(ABI, produced & DiskQueue.ENTRIES - 1);
    produced++;
    DiskCommand.TAG.put(page, at, ABI, tag);
    DiskCommand.UNIT.put(page, at, ABI, unit);
    DiskCommand.OPERATION.put(page, at, ABI, operation(request.kind()));
    DiskCommand.OFFSET.put(page, at, ABI, request.sector() * Disk.SECTOR_BYTES);
    DiskCommand.SEGMENT_COUNT.put(page, at, ABI, request.segments());
    long second =
        request.kind() == DiskRequest.Kind.DISCARD
            ? request.sectorCount() * Disk.SECTOR_BYTES
            : segments(tag, request);
    DiskCommand.SEGMENTS.put(page, at, ABI, second);
  }

  private static int operation(DiskRequest.Kind kind) {
    return switch (kind) {
      case READ -> DiskCommand.READ;
      case WRITE -> DiskCommand.WRITE;
      case FLUSH -> DiskCommand.FLUSH;
      case DISCARD -> DiskCommand.DISCARD;
    };
  }

  /** Writes the list of segments of a tag and returns where devices find it. */
  private long segments(int tag, DiskRequest request) {
    if (segmentLists[tag] == null) {
      segmentLists[tag] = kernel.allocatePage();
    }
    GuestBytes page = segmentLists[tag].bytes();
    for (int i = 0; i < request.segments(); i++) {
      long at = (long) i * DiskSegment.LAYOUT.size(ABI);
      DiskSegment.ADDRESS.put(page, at, ABI, request.address(i));
      DiskSegment.BYTES.put(page, at, ABI, request.bytes(i));
    }
    return segmentLists[tag].frame().toMaddr().raw();
  }

  private void interrupt() {
    while (consumed != DiskQueue.COMPLETED.get(queue.bytes(), 0, ABI)) {
      long at = DiskQueue.COMPLETIONS.at(ABI, consumed & DiskQueue.ENTRIES - 1);
      consumed++;
      int tag = DiskCompletion.TAG.get(queue.bytes(), at, ABI);
      DiskRequest request = underWay[tag];
      underWay[tag] = null;
      freeTags.add(tag);
      request.done(DiskCompletion.ERROR.get(queue.bytes(), at, ABI));
    }
    issue();
  }
}
