package dev.xenolith.pv.block;

import dev.xenolith.abi.call.XenErrno;
import dev.xenolith.pv.testkit.FakeWorld;
import java.util.ArrayList;
import java.util.List;

/** A disk in an array, which checks what it is asked. */
final class TestDisk implements Disk {
  final byte[] contents;
  final List<String> log = new ArrayList<>();
  final FakeWorld world;
  boolean readOnly;
  int logicalSectorBytes = SECTOR_BYTES;
  boolean failing;

  /** Set by a test that wants to say itself when requests end. */
  boolean holding;

  /** How many requests from now on are to show a bug. */
  int bugs;

  private final List<DiskRequest> held = new ArrayList<>();

  TestDisk(FakeWorld world, int sectors) {
    this.world = world;
    contents = new byte[sectors * SECTOR_BYTES];
  }

  @Override
  public long sectors() {
    return contents.length / SECTOR_BYTES;
  }

  @Override
  public boolean isReadOnly() {
    return readOnly;
  }

  @Override
  public boolean canDiscard() {
    return true;
  }

  @Override
  public int granularity() {
    return 65536;
  }

  @Override
  public int logicalSectorBytes() {
    return logicalSectorBytes;
  }

  @Override
  public int physicalSectorBytes() {
    return 4096;
  }

  @Override
  public int maxSegments() {
    return 256;
  }

  @Override
  public void submit(DiskRequest request) {
    if (bugs > 0) {
      bugs--;
      throw new IllegalStateException("a bug of the disk's driver");
    }
    held.add(request);
    if (!holding) {
      letGo();
    }
  }

  /** Carries out what was held back. */
  void letGo() {
    for (DiskRequest request : List.copyOf(held)) {
      world.later(() -> carryOut(request));
    }
    held.clear();
  }

  /** Carries out one of those that were held back. */
  void letGo(int number) {
    DiskRequest request = held.remove(number);
    world.later(() -> carryOut(request));
  }

  /** What was held back is lost. */
  void forgetHeld() {
    held.clear();
  }

  int held() {
    return held.size();
  }

  private void carryOut(DiskRequest request) {
    if (failing) {
      request.done(XenErrno.EIO.number);
      return;
    }
    log.add(request.kind().name());
    boolean flush = request.kind() == DiskRequest.Kind.FLUSH;
    int at = flush ? 0 : Math.toIntExact(request.sector() * SECTOR_BYTES);
    switch (request.kind()) {
      case READ, WRITE -> move(request, at);
      case DISCARD -> {
        for (int i = 0; i < request.sectorCount() * SECTOR_BYTES; i++) {
          contents[at + i] = 0;
        }
      }
      case FLUSH -> {}
    }
    request.done(0);
  }

  private void move(DiskRequest request, int start) {
    int at = start;
    for (int i = 0; i < request.segments(); i++) {
      long address = request.address(i);
      int bytes = request.bytes(i);
      if (bytes <= 0 || (address & 4095) + bytes > 4096 || bytes % SECTOR_BYTES != 0) {
        throw new AssertionError("a segment of %d bytes at 0x%x".formatted(bytes, address));
      }
      if (request.kind() == DiskRequest.Kind.READ) {
        world.memory().put(address, contents, at, bytes);
      } else {
        world.memory().get(address, contents, at, bytes);
      }
      at += bytes;
    }
  }
}
