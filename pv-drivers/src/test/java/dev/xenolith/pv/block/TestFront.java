package dev.xenolith.pv.block;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.xenolith.abi.io.BlkifOp;
import dev.xenolith.abi.io.BlkifRequest;
import dev.xenolith.abi.io.BlkifRequestDiscard;
import dev.xenolith.abi.io.BlkifRequestIndirect;
import dev.xenolith.abi.io.BlkifRequestSegment;
import dev.xenolith.abi.io.BlkifResponse;
import dev.xenolith.abi.io.BlkifSringEntry;
import dev.xenolith.abi.io.IoProtocol;
import dev.xenolith.abi.layout.Abi;
import dev.xenolith.abi.layout.ByteArrayBytes;
import dev.xenolith.abi.layout.GuestBytes;
import dev.xenolith.abi.num.DomId;
import dev.xenolith.abi.num.EvtchnPort;
import dev.xenolith.abi.num.Mfn;
import dev.xenolith.pv.ring.FrontRing;
import dev.xenolith.pv.testkit.FakeDomain;
import dev.xenolith.pv.testkit.FakeWorld;
import dev.xenolith.pv.xenbus.BackendBus;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** A front end that a test moves by hand, with the toolstack's part and a back end to talk to. */
final class TestFront {
  private static final int DOMID = 7;
  static final String BACK = "/local/domain/0/backend/vbd/7/51712";
  static final String FRONT = "/local/domain/7/device/vbd/51712";

  final FakeWorld world;
  final FakeDomain domain;
  final List<String> answers = new ArrayList<>();
  final List<String> log = new ArrayList<>();
  final TestDisk disk;
  final Abi abi;
  BlockBackend backend;
  private final String backNodes;
  private final String frontNodes;
  private FakeDomain back;
  GuestBytes shared;
  FrontRing ring;
  EvtchnPort port;

  TestFront(Abi abi) throws Exception {
    this(abi, new FakeWorld(2048), DOMID);
    startBackend();
    makeNodes();
    world.run();
  }

  private TestFront(Abi abi, FakeWorld world, int domid) {
    this.abi = abi;
    this.world = world;
    domain = new FakeDomain(world, domid);
    disk = new TestDisk(world, 2048);
    backNodes = "/local/domain/0/backend/vbd/" + domid + "/51712";
    frontNodes = "/local/domain/" + domid + "/device/vbd/51712";
  }

  /** Another front end of the same back end. */
  TestFront neighbour(int domid) {
    TestFront other = new TestFront(abi, world, domid);
    other.makeNodes();
    world.run();
    return other;
  }

  private void startBackend() throws Exception {
    back = new FakeDomain(world, 0);
    Consumer<String> note = log::add;
    BackendBus bus = new BackendBus(back, note);
    backend = new BlockBackend(back, name -> Optional.of(disk));
    bus.add(backend);
  }

  /** The back end's domain ends without a word, and another one takes its place. */
  void replaceBackend() throws Exception {
    world.end(back);
    domain.close(port);
    port = domain.offer(new DomId(0), this::takeAnswers);
    write("event-channel", Integer.toString(port.raw()));
    world.store().write(BACK + "/state", "1");
    startBackend();
    world.run();
  }

  /** One whose connection stands, on a ring of one page. */
  static TestFront connected(Abi abi) throws Exception {
    TestFront front = new TestFront(abi);
    front.connect(1);
    assertEquals("4", front.back("state"), front.log::toString);
    return front;
  }

  void makeNodes() {
    world.store().write(frontNodes + "/backend", backNodes);
    world.store().write(frontNodes + "/state", "1");
    world.store().write(backNodes + "/frontend-id", Integer.toString(domain.self().raw()));
    world.store().write(backNodes + "/online", "1");
    world.store().write(backNodes + "/mode", "w");
    world.store().write(backNodes + "/physical-device", "fe:0");
    world.store().write(backNodes + "/state", "1");
    world.store().write(backNodes + "/frontend", frontNodes);
  }

  String back(String name) {
    return world.store().find(backNodes + "/" + name).orElse("none");
  }

  void write(String name, String value) {
    world.store().write(frontNodes + "/" + name, value);
  }

  /** Connects with a ring of this many pages. */
  void connect(int pages) {
    List<Mfn> frames = new ArrayList<>();
    for (int i = 0; i < pages; i++) {
      frames.add(world.newFrame());
      int ref = domain.grant(frames.get(i), false).raw();
      write(pages == 1 ? "ring-ref" : "ring-ref" + i, Integer.toString(ref));
    }
    if (pages > 1) {
      write("ring-page-order", Integer.toString(Integer.numberOfTrailingZeros(pages)));
    }
    shared = domain.view(frames);
    ring = new FrontRing(shared, BlkifSringEntry.LAYOUT.size(abi));
    port = domain.offer(new DomId(0), this::takeAnswers);
    write("event-channel", Integer.toString(port.raw()));
    write("protocol", IoProtocol.name(abi));
    write("state", "3");
    world.run();
  }

  private void takeAnswers() {
    ByteArrayBytes response = new ByteArrayBytes(BlkifResponse.LAYOUT.size(abi));
    while (ring.available() > 0) {
      ring.take(response.array(), response.array().length);
      answers.add(
          "%d:%d:%d"
              .formatted(
                  BlkifResponse.ID.get(response, 0, abi),
                  BlkifResponse.OPERATION.get(response, 0, abi),
                  BlkifResponse.STATUS.get(response, 0, abi)));
    }
    ring.askForEvent();
  }

  /** Shows the requests so far, lets the world run, and answers what came back since. */
  List<String> push() {
    answers.clear();
    if (ring.publish()) {
      domain.signal(port);
    }
    world.run();
    takeAnswers();
    return List.copyOf(answers);
  }

  /** A segment that is a whole new page; its frame is put into {@code frames}. */
  int page(List<Mfn> frames, boolean readOnly) {
    Mfn frame = world.newFrame();
    frames.add(frame);
    return domain.grant(frame, readOnly).raw();
  }

  /** Puts a request with whole pages into the ring. */
  void request(BlkifOp op, long id, long sector, int... refs) {
    ByteArrayBytes slot = new ByteArrayBytes(BlkifSringEntry.LAYOUT.size(abi));
    BlkifRequest.OPERATION.put(slot, 0, abi, op.number);
    BlkifRequest.NR_SEGMENTS.put(slot, 0, abi, refs.length);
    BlkifRequest.ID.put(slot, 0, abi, id);
    BlkifRequest.SECTOR_NUMBER.put(slot, 0, abi, sector);
    segments(slot, BlkifRequest.SEG.at(abi, 0), refs);
    put(slot);
  }

  static void segments(GuestBytes at, long first, int... refs) {
    for (int i = 0; i < refs.length; i++) {
      long segment = first + (long) i * BlkifRequestSegment.LAYOUT.size(Abi.PV64);
      BlkifRequestSegment.GREF.put(at, segment, Abi.PV64, refs[i]);
      BlkifRequestSegment.LAST_SECT.put(at, segment, Abi.PV64, 7);
    }
  }

  /** Puts an indirect request into the ring whose segments stand in these pages. */
  void indirect(BlkifOp op, long id, long sector, int segments, int... pages) {
    ByteArrayBytes slot = new ByteArrayBytes(BlkifSringEntry.LAYOUT.size(abi));
    BlkifRequestIndirect.OPERATION.put(slot, 0, abi, BlkifOp.INDIRECT.number);
    BlkifRequestIndirect.INDIRECT_OP.put(slot, 0, abi, op.number);
    BlkifRequestIndirect.NR_SEGMENTS.put(slot, 0, abi, segments);
    BlkifRequestIndirect.ID.put(slot, 0, abi, id);
    BlkifRequestIndirect.SECTOR_NUMBER.put(slot, 0, abi, sector);
    for (int i = 0; i < pages.length; i++) {
      slot.putU32(BlkifRequestIndirect.INDIRECT_GREFS.at(abi, i), pages[i]);
    }
    put(slot);
  }

  void discard(long id, long sector, long count, int flag) {
    ByteArrayBytes slot = new ByteArrayBytes(BlkifSringEntry.LAYOUT.size(abi));
    BlkifRequestDiscard.OPERATION.put(slot, 0, abi, BlkifOp.DISCARD.number);
    BlkifRequestDiscard.FLAG.put(slot, 0, abi, flag);
    BlkifRequestDiscard.ID.put(slot, 0, abi, id);
    BlkifRequestDiscard.SECTOR_NUMBER.put(slot, 0, abi, sector);
    BlkifRequestDiscard.NR_SECTORS.put(slot, 0, abi, count);
    put(slot);
  }

  void put(ByteArrayBytes slot) {
    ring.request(slot.array(), slot.array().length);
  }

  /** Mappings of this front end's grants that the back end holds. */
  int held() {
    return world.mappings(domain.self());
  }
}
