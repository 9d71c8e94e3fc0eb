package dev.xenolith.pv.p9;

import dev.xenolith.abi.io.Xen9pfsDataIntf;
import dev.xenolith.abi.layout.Abi;
import dev.xenolith.abi.layout.GuestBytes;
import dev.xenolith.abi.num.EvtchnPort;
import dev.xenolith.abi.num.GrantRef;
import dev.xenolith.pv.GrantedPages;
import dev.xenolith.pv.GuestServices;
import dev.xenolith.pv.ServiceException;
import dev.xenolith.pv.xenbus.BackendDevice;
import dev.xenolith.pv.xenbus.DeviceException;
import dev.xenolith.pv.xenbus.DeviceNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One shared folder of one front end. */
final class VirtualShare implements BackendDevice {
  private static final String VERSION = "1";

  /** As many as Linux insists on having. */
  private static final int MAX_RINGS = 2;

  /** 16 pages: they take room in this kernel's memory, of which every front end may have some. */
  private static final int MAX_RING_ORDER = 4;

  private static final int ANY = Integer.MAX_VALUE;

  private final GuestServices services;
  private final ShareShelf shelf;
  private final DeviceNode node;
  private final List<ShareRing> rings = new ArrayList<>();
  private Share share;
  private int turn;
  private boolean busy;
  private boolean working;
  private Runnable whenStopped;

  VirtualShare(GuestServices services, ShareShelf shelf, DeviceNode node) {
    this.services = services;
    this.shelf = shelf;
    this.node = node;
  }

  DeviceNode node() {
    return node;
  }

  @Override
  public boolean prepare() throws DeviceException {
    if (share != null) {
      return true;
    }
    Share found =
        shelf
            .find(node.frontDomain(), node.device())
            .orElseThrow(() -> new DeviceException("there is no share " + node.device()));
    Map<String, String> values = new LinkedHashMap<>();
    values.put("versions", VERSION);
    values.put("max-rings", Integer.toString(MAX_RINGS));
    values.put("max-ring-page-order", Integer.toString(MAX_RING_ORDER));
    node.write(values);
    share = found;
    return true;
  }

  @Override
  public void connect() throws DeviceException {
    String version = node.findFront("version").orElse("");
    if (!version.equals(VERSION)) {
      throw new DeviceException("version \"%s\" is not 1".formatted(DeviceNode.shown(version)));
    }
    int count = node.frontNumber("num-rings", 1, MAX_RINGS);
    try {
      for (int i = 0; i < count; i++) {
        rings.add(open(i));
      }
    } catch (ServiceException e) {
      closeRings();
      throw new DeviceException(e.getMessage(), e);
    } catch (DeviceException e) {
      closeRings();
      throw e;
    }
    work();
  }

  private ShareRing open(int number) throws ServiceException, DeviceException {
    GrantRef page = new GrantRef(node.frontNumber("ring-ref" + number, 0, ANY));
    EvtchnPort port = new EvtchnPort(node.frontNumber("event-channel-" + number, 1, ANY));
    GrantedPages.Mapping indices = services.grants().map(node.frontDomain(), List.of(page));
    GrantedPages.Mapping data;
    try {
      data = services.grants().map(node.frontDomain(), pages(indices.bytes()));
    } catch (ServiceException | DeviceException e) {
      indices.close();
      throw e;
    }
    ShareRing ring = new ShareRing(this, services, indices, data);
    try {
      ring.bind(port);
    } catch (ServiceException e) {
      ring.close();
      throw e;
    }
    return ring;
  }

  private static List<GrantRef> pages(GuestBytes indices) throws DeviceException {
    int order = Xen9pfsDataIntf.RING_ORDER.get(indices, 0, Abi.PV64);
    if (order < 0 || order > MAX_RING_ORDER) {
      throw new DeviceException(
          "ring_order is %d, not a number from 0 to %d"
              .formatted(Integer.toUnsignedLong(order), MAX_RING_ORDER));
    }
    List<GrantRef> refs = new ArrayList<>();
    for (int i = 0; i < 1 << order; i++) {
      refs.add(new GrantRef(indices.getU32(Xen9pfsDataIntf.refAt(i))));
    }
    return refs;
  }

  /** Does what can be done: replies that wait for room, then the next request. */
  void work() {
    if (working) {
      return;
    }
    working = true;
    for (ShareRing ring : List.copyOf(rings)) {
      if (whenStopped == null) {
        ring.send();
      }
    }
    for (int i = 0; i < rings.size() && !busy && whenStopped == null; i++) {
      turn = (turn + 1) % rings.size();
      ShareRing ring = rings.get(turn);
      P9Request request = ring.take();
      if (request != null) {
        start(ring, request);
      }
    }
    working = false;
  }

  private void start(ShareRing ring, P9Request request) {
    busy = true;
    try {
      share.submit(within(request), reply -> done(ring, reply));
    } catch (RuntimeException e) {
      busy = false; // nobody is going to answer
      throw e;
    }
  }

  /** A client may ask for longer messages than its own rings hold. */
  private P9Request within(P9Request request) {
    if (!(request instanceof P9Request.Version version)) {
      return request;
    }
    int longest = rings.stream().mapToInt(ShareRing::longest).min().orElseThrow();
    boolean more = Integer.compareUnsigned(version.msize(), longest) > 0;
    return more ? new P9Request.Version(longest, version.version()) : version;
  }

  private void done(ShareRing ring, P9Reply reply) {
    busy = false;
    if (whenStopped != null) {
      stop();
      return;
    }
    try {
      ring.answer(reply);
      work();
    } catch (RuntimeException e) {
      node.crashed(e);
    }
  }

  /** The client would ask on about files that nobody knows any more. */
  @Override
  public boolean canBeginAnew() {
    return false;
  }

  @Override
  public void crashed(Runnable then) {
    working = false;
    disconnect(then);
  }

  @Override
  public void disconnect(Runnable then) {
    if (rings.isEmpty()) {
      then.run();
      return;
    }
    whenStopped = then;
    if (!busy) {
      stop();
    }
  }

  private void stop() {
    closeRings();
    share.reset(
        () -> {
          Runnable then = whenStopped;
          whenStopped = null;
          then.run();
        });
  }

  private void closeRings() {
    rings.forEach(ShareRing::close);
    rings.clear();
  }

  @Override
  public void dispose() {
    share = null;
  }
}
