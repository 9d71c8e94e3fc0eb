package dev.xenolith.pv.block;

import dev.xenolith.abi.io.BlkifOp;
import dev.xenolith.abi.io.BlkifRequest;
import dev.xenolith.abi.io.BlkifRequestSegment;
import dev.xenolith.abi.io.BlkifResponse;
import dev.xenolith.abi.io.BlkifSringEntry;
import dev.xenolith.abi.io.BlkifStatus;
import dev.xenolith.abi.io.IoProtocol;
import dev.xenolith.abi.io.XenbusState;
import dev.xenolith.abi.layout.Abi;
import dev.xenolith.abi.layout.ByteArrayBytes;
import dev.xenolith.abi.num.DomId;
import dev.xenolith.abi.num.EvtchnPort;
import dev.xenolith.abi.num.Mfn;
import dev.xenolith.pv.GuestServices;
import dev.xenolith.pv.OwnMemory;
import dev.xenolith.pv.ServiceException;
import dev.xenolith.pv.ring.FrontRing;
import dev.xenolith.pv.xenbus.FrontNode;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * A disk that another domain gives to this one, with one ring of one page. Its pages are granted
 * once and used again, and data is copied from and to them.
 */
public final class BlockFront {
  /** Bytes of a sector, in which the protocol counts whatever the disk's own are. */
  public static final int SECTOR_BYTES = 512;

  /** The most bytes that one request can carry. */
  public static final int MAX_BYTES = BlkifRequest.MAX_SEGMENTS * Mfn.PAGE_SIZE;

  private static final Abi ABI = Abi.PV64;
  private static final int PAGES = 64;

  private final GuestServices services;
  private final OwnMemory memory;
  private final FrontNode node;
  private final ArrayDeque<OwnMemory.Shared> free = new ArrayDeque<>();
  private final Map<Long, Request> underWay = new LinkedHashMap<>();
  private final ByteArrayBytes slot = new ByteArrayBytes(BlkifSringEntry.LAYOUT.size(ABI));
  private final ByteArrayBytes response = new ByteArrayBytes(BlkifResponse.LAYOUT.size(ABI));
  private FrontRing ring;
  private EvtchnPort port;
  private long nextId;
  private boolean broken;

  private record Request(
      BlkifOp op, byte[] data, OwnMemory.Shared[] pages, Consumer<BlkifStatus> done) {}

  /**
   * A disk that is not connected.
   *
   * @param path where its nodes are, as in {@code /local/domain/7/device/vbd/51712}
   */
  public BlockFront(GuestServices services, OwnMemory memory, String path) {
    this.services = services;
    this.memory = memory;
    node = new FrontNode(services.store(), path);
  }

  /** Shares its ring with the back end and says so; again after it was closed. */
  public void connect() throws ServiceException {
    broken = false;
    DomId back = node.backDomain();
    OwnMemory.Shared page = memory.share(back, false);
    ring = new FrontRing(page.bytes(), slot.array().length);
    port = services.events().offer(back, this::answered);
    while (free.size() < PAGES) {
      free.add(memory.share(back, false));
    }
    Map<String, String> values = new LinkedHashMap<>();
    values.put("ring-ref", Integer.toString(page.ref().raw()));
    values.put("event-channel", Integer.toString(port.raw()));
    values.put("protocol", IoProtocol.name(ABI));
    values.put("feature-persistent", "1");
    node.connect(values, XenbusState.INITIALISED);
  }

  /**
   * Says that nothing more will be read or written. Whose request is under way is told of an error;
   * who wants it done waits for its answer first.
   */
  public void close() throws ServiceException {
    services.events().close(port);
    breakOff();
    node.setState(XenbusState.CLOSED);
  }

  /**
   * Reads whole sectors into the array.
   *
   * @param done told how it went, when the bytes are there
   * @return false when there is no room now; try again when something else is done
   */
  public boolean read(long sector, byte[] to, Consumer<BlkifStatus> done) {
    return submit(BlkifOp.READ, sector, to, done);
  }

  /** Writes whole sectors from the array, which may be used for something else at once. */
  public boolean write(long sector, byte[] from, Consumer<BlkifStatus> done) {
    return submit(BlkifOp.WRITE, sector, from, done);
  }

  /** Has everything that was written before kept for good. */
  public boolean flush(Consumer<BlkifStatus> done) {
    return submit(BlkifOp.FLUSH_DISKCACHE, 0, new byte[0], done);
  }

  private boolean submit(BlkifOp op, long sector, byte[] data, Consumer<BlkifStatus> done) {
    if (data.length > MAX_BYTES || data.length % SECTOR_BYTES != 0) {
      throw new IllegalArgumentException(data.length + " bytes in one request");
    }
    int count = (data.length + Mfn.PAGE_SIZE - 1) / Mfn.PAGE_SIZE;
    if (count > free.size() || !ring.hasRoom() || broken) {
      return false;
    }
    OwnMemory.Shared[] pages = new OwnMemory.Shared[count];
    Arrays.setAll(pages, _ -> free.poll());
    Request request = new Request(op, data, pages, done);
    if (op == BlkifOp.WRITE) {
      forEachPage(request, (page, at, length) -> page.bytes().put(0, data, at, length));
    }
    underWay.put(nextId, request);
    put(request, sector);
    if (ring.publish()) {
      services.events().signal(port);
    }
    return true;
  }

  private void put(Request request, long sector) {
    Arrays.fill(slot.array(), (byte) 0);
    BlkifRequest.OPERATION.put(slot, 0, ABI, request.op.number);
    BlkifRequest.NR_SEGMENTS.put(slot, 0, ABI, request.pages.length);
    BlkifRequest.ID.put(slot, 0, ABI, nextId++);
    BlkifRequest.SECTOR_NUMBER.put(slot, 0, ABI, sector);
    long[] at = {BlkifRequest.SEG.at(ABI, 0)};
    forEachPage(
        request,
        (page, _, length) -> {
          BlkifRequestSegment.GREF.put(slot, at[0], ABI, page.ref().raw());
          BlkifRequestSegment.LAST_SECT.put(slot, at[0], ABI, length / SECTOR_BYTES - 1);
          at[0] += BlkifRequestSegment.LAYOUT.size(ABI);
        });
    ring.request(slot.array(), slot.array().length);
  }

  private interface Piece {
    void take(OwnMemory.Shared page, int at, int length);
  }

  private static void forEachPage(Request request, Piece piece) {
    for (int i = 0; i < request.pages.length; i++) {
      int at = i * Mfn.PAGE_SIZE;
      piece.take(request.pages[i], at, Math.min(Mfn.PAGE_SIZE, request.data.length - at));
    }
  }

  private void answered() {
    do {
      while (ring.available() > 0) {
        ring.take(response.array(), response.array().length);
        Request request = underWay.remove(BlkifResponse.ID.get(response, 0, ABI));
        if (request != null) { // else the back end answers what was never asked
          finish(request, status(BlkifResponse.STATUS.get(response, 0, ABI)));
        }
      }
      ring.askForEvent();
    } while (ring.available() > 0);
    if (ring.available() == FrontRing.BROKEN) {
      breakOff();
    }
  }

  /** Nothing more is asked of the back end, and the pages that it has been given stay lent. */
  private void breakOff() {
    broken = true;
    List<Request> lost = List.copyOf(underWay.values());
    underWay.clear();
    lost.forEach(request -> request.done.accept(BlkifStatus.ERROR));
  }

  private static BlkifStatus status(int number) {
    for (BlkifStatus known : BlkifStatus.values()) {
      if (known.number == number) {
        return known;
      }
    }
    return BlkifStatus.ERROR;
  }

  private void finish(Request request, BlkifStatus status) {
    if (request.op == BlkifOp.READ && status == BlkifStatus.OKAY) {
      forEachPage(request, (page, at, length) -> page.bytes().get(0, request.data, at, length));
    }
    free.addAll(Arrays.asList(request.pages));
    request.done.accept(status);
  }
}
