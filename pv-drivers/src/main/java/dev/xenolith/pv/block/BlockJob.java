package dev.xenolith.pv.block;

import dev.xenolith.abi.call.XenErrno;
import dev.xenolith.abi.io.BlkifOp;
import dev.xenolith.abi.io.BlkifRequest;
import dev.xenolith.abi.io.BlkifRequestDiscard;
import dev.xenolith.abi.io.BlkifRequestIndirect;
import dev.xenolith.abi.io.BlkifStatus;
import dev.xenolith.abi.layout.Abi;
import dev.xenolith.abi.layout.ByteArrayBytes;
import dev.xenolith.abi.layout.GuestBytes;
import dev.xenolith.pv.DeviceFrames;

/**
 * A request that was taken from a ring: what it asks for, and which step of that is under way. Used
 * again and again.
 */
final class BlockJob implements DiskRequest {
  private static final Kind[] NOTHING = {};
  private static final Kind[] READ = {Kind.READ};
  private static final Kind[] WRITE = {Kind.WRITE};
  private static final Kind[] FLUSH = {Kind.FLUSH};
  private static final Kind[] FLUSH_AND_WRITE = {Kind.FLUSH, Kind.WRITE};
  private static final Kind[] BARRIER = {Kind.FLUSH, Kind.WRITE, Kind.FLUSH};
  private static final Kind[] DISCARD = {Kind.DISCARD};

  private static final long IDLE = -1;

  private final BlockQueue queue;
  private final ByteArrayBytes slot;
  private final SegmentList segments = new SegmentList();
  private final DeviceFrames frames = new DeviceFrames(BlkifRequest.MAX_SEGMENTS);
  private long id;
  private int operation;
  private boolean indirect;
  private int announced;
  private long sector;
  private long sectorCount;
  private int unit;
  private Kind[] steps = NOTHING;
  private int step;
  private long number = IDLE;
  private boolean inHardware;

  BlockJob(BlockQueue queue, int slotBytes) {
    this.queue = queue;
    slot = new ByteArrayBytes(slotBytes);
  }

  /** The request as the front end put it. */
  ByteArrayBytes slot() {
    return slot;
  }

  void begin(long newNumber) {
    number = newNumber;
  }

  boolean isUnderWay() {
    return number != IDLE;
  }

  /** How many were taken before it. */
  long number() {
    return number;
  }

  void setInHardware(boolean now) {
    inHardware = now;
  }

  boolean isInHardware() {
    return inHardware;
  }

  /**
   * Reads a request from its copy; what it is refused with, or null.
   *
   * @param sectorBytes bytes of what the front end calls a sector
   */
  BlkifStatus read(Abi abi, int maxSegments, int sectorBytes) {
    unit = sectorBytes;
    operation = BlkifRequest.OPERATION.get(slot, 0, abi);
    BlkifOp named = BlkifOp.of(operation);
    id = BlkifRequest.ID.get(slot, 0, abi);
    return switch (named) {
      case READ, WRITE, WRITE_BARRIER, FLUSH_DISKCACHE -> readDirect(abi, named);
      case INDIRECT -> readIndirect(abi, maxSegments);
      case DISCARD -> readDiscard(abi);
      case RESERVED_1 -> BlkifStatus.EOPNOTSUPP;
      case null -> BlkifStatus.EOPNOTSUPP;
    };
  }

  /**
   * What the front end counts, in sectors of this package; negative where there are not so many.
   */
  private long sectors(long counted) {
    long each = unit / Disk.SECTOR_BYTES;
    return counted <= Long.MAX_VALUE / each ? counted * each : -1;
  }

  private BlkifStatus readDirect(Abi abi, BlkifOp named) {
    sector = sectors(BlkifRequest.SECTOR_NUMBER.get(slot, 0, abi));
    announced = BlkifRequest.NR_SEGMENTS.get(slot, 0, abi);
    boolean mayBeEmpty = named == BlkifOp.FLUSH_DISKCACHE || named == BlkifOp.WRITE_BARRIER;
    if (announced > BlkifRequest.MAX_SEGMENTS || announced == 0 && !mayBeEmpty) {
      return BlkifStatus.ERROR;
    }
    steps =
        switch (named) {
          case READ -> READ;
          case WRITE -> WRITE;
          case WRITE_BARRIER -> announced == 0 ? FLUSH : BARRIER;
          default -> announced == 0 ? FLUSH : FLUSH_AND_WRITE;
        };
    boolean sane = readSegments(slot, BlkifRequest.SEG.at(abi, 0), announced);
    return sane ? null : BlkifStatus.ERROR;
  }

  private BlkifStatus readIndirect(Abi abi, int maxSegments) {
    indirect = true;
    // The answer names what the segments were for, as Linux's does.
    operation = BlkifRequestIndirect.INDIRECT_OP.get(slot, 0, abi);
    sector = sectors(BlkifRequestIndirect.SECTOR_NUMBER.get(slot, 0, abi));
    announced = BlkifRequestIndirect.NR_SEGMENTS.get(slot, 0, abi);
    boolean read = operation == BlkifOp.READ.number;
    boolean known = read || operation == BlkifOp.WRITE.number;
    if (!known || announced == 0 || announced > maxSegments) {
      return BlkifStatus.ERROR;
    }
    steps = read ? READ : WRITE;
    return null;
  }

  private BlkifStatus readDiscard(Abi abi) {
    sector = sectors(BlkifRequestDiscard.SECTOR_NUMBER.get(slot, 0, abi));
    sectorCount = sectors(BlkifRequestDiscard.NR_SECTORS.get(slot, 0, abi));
    steps = DISCARD;
    boolean secure = (BlkifRequestDiscard.FLAG.get(slot, 0, abi) & BlkifRequestDiscard.SECURE) != 0;
    return secure ? BlkifStatus.EOPNOTSUPP : null;
  }

  /** Reads segments from a copy; false if one of them makes no sense. */
  boolean readSegments(GuestBytes from, long at, int count) {
    return SegmentReader.read(from, at, count, unit, segments);
  }

  /** What the request, now complete, is refused with, or null. */
  BlkifStatus check(VirtualDisk disk) {
    boolean discards = steps == DISCARD;
    if (discards && !disk.disk().canDiscard()) {
      return BlkifStatus.EOPNOTSUPP;
    }
    if (!discards) {
      sectorCount = segments.sectors();
    }
    boolean writes = steps != READ && steps != FLUSH;
    if (writes && !disk.isWritable()) {
      return BlkifStatus.ERROR;
    }
    long size = disk.disk().sectors();
    boolean inside =
        sector >= 0 && sectorCount >= 0 && sectorCount <= size && sector <= size - sectorCount;
    long least = disk.disk().logicalSectorBytes() / Disk.SECTOR_BYTES;
    boolean aligned = ((sector | sectorCount) & least - 1) == 0;
    return inside && aligned || steps == FLUSH ? null : BlkifStatus.ERROR;
  }

  static BlkifStatus status(int error) {
    if (error == 0) {
      return BlkifStatus.OKAY;
    }
    return error == XenErrno.EOPNOTSUPP.number ? BlkifStatus.EOPNOTSUPP : BlkifStatus.ERROR;
  }

  /** Goes on to the next step, if there is one. */
  boolean nextStep() {
    step++;
    return step < steps.length;
  }

  void clear() {
    segments.clear();
    frames.clear();
    indirect = false;
    announced = 0;
    sectorCount = 0;
    steps = NOTHING;
    step = 0;
    number = IDLE;
  }

  long id() {
    return id;
  }

  int operation() {
    return operation;
  }

  boolean isIndirect() {
    return indirect;
  }

  int indirectSegments() {
    return announced;
  }

  /** Whether it is to be carried out alone. */
  boolean isBarrier() {
    return operation == BlkifOp.WRITE_BARRIER.number && !indirect;
  }

  boolean onlyReadsMemory() {
    return steps != READ;
  }

  DeviceFrames frames() {
    return frames;
  }

  SegmentList refs() {
    return segments;
  }

  @Override
  public Kind kind() {
    return steps[step];
  }

  @Override
  public long sector() {
    return sector;
  }

  @Override
  public long sectorCount() {
    return sectorCount;
  }

  @Override
  public int segments() {
    return kind() == Kind.READ || kind() == Kind.WRITE ? segments.count() : 0;
  }

  @Override
  public long address(int segment) {
    return frames.address(segment) + segments.firstByte(segment);
  }

  @Override
  public int bytes(int segment) {
    return segments.bytes(segment);
  }

  @Override
  public void done(int error) {
    queue.stepDone(this, error);
  }
}
