package dev.xenolith.pv.block;

import dev.xenolith.abi.io.IoProtocol;
import dev.xenolith.abi.io.VdiskFlags;
import dev.xenolith.abi.layout.Abi;
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
import java.util.Optional;
import java.util.function.BiConsumer;

/** One disk of one front end. */
final class VirtualDisk implements BackendDevice {
  /**
   * Four pages: each takes room in this kernel's memory, of which every front end may have some.
   */
  private static final int MAX_RING_ORDER = 2;

  private static final int MAX_QUEUES = 4;
  private static final int ANY = Integer.MAX_VALUE;

  private final GuestServices services;
  private final DiskShelf shelf;
  private final DeviceNode node;
  private final BlockCounters counters = new BlockCounters();
  private final BiConsumer<String, VirtualDisk> whenGone;
  private final List<BlockQueue> queues = new ArrayList<>();
  private List<List<byte[]>> unanswered = List.of();
  private Disk disk;
  private boolean writable;

  /** Bytes of what the front end calls a sector: Linux's counts in 512 whatever the disk's are. */
  private int sectorBytes = Disk.SECTOR_BYTES;

  VirtualDisk(
      GuestServices services,
      DiskShelf shelf,
      DeviceNode node,
      BiConsumer<String, VirtualDisk> whenGone) {
    this.whenGone = whenGone;
    this.services = services;
    this.shelf = shelf;
    this.node = node;
  }

  @Override
  public boolean prepare() throws DeviceException {
    if (disk != null) {
      return true;
    }
    Optional<String> device = node.find("physical-device");
    if (device.isEmpty()) {
      return false;
    }
    Disk found =
        shelf
            .find(device.get())
            .orElseThrow(() -> new DeviceException("there is no disk " + device.get()));
    Map<String, String> values = new LinkedHashMap<>();
    values.put("max-ring-page-order", Integer.toString(MAX_RING_ORDER));
    values.put("max-ring-pages", Integer.toString(1 << MAX_RING_ORDER));
    values.put("multi-queue-max-queues", Integer.toString(MAX_QUEUES));
    node.write(values);
    disk = found;
    return true;
  }

  @Override
  public void connect() throws DeviceException {
    String protocol = node.findFront("protocol").orElse(IoProtocol.X86_64);
    Abi abi = IoProtocol.width(protocol);
    if (abi == null) {
      throw new DeviceException("unknown fe protocol " + DeviceNode.shown(protocol));
    }
    writable = !disk.isReadOnly() && node.find("mode").orElse("w").startsWith("w");
    boolean large = node.frontNumber("feature-large-sector-size", 0, ANY, 0) != 0;
    sectorBytes = large ? disk.logicalSectorBytes() : Disk.SECTOR_BYTES;
    int count = node.frontNumber("multi-queue-num-queues", 1, MAX_QUEUES, 1);
    boolean persistent = node.frontNumber("feature-persistent", 0, ANY, 0) != 0;
    try {
      for (int i = 0; i < count; i++) {
        String prefix = count == 1 ? "" : "queue-" + i + "/";
        boolean again = unanswered.size() == count;
        queues.add(open(prefix, abi, persistent, again ? unanswered.get(i) : List.of()));
      }
      unanswered = List.of();
    } catch (ServiceException | DeviceException e) {
      disconnect(() -> {});
      throw e instanceof DeviceException mine ? mine : new DeviceException(e.getMessage(), e);
    }
    node.write(description());
    List.copyOf(queues).forEach(BlockQueue::work);
  }

  private BlockQueue open(String prefix, Abi abi, boolean persistent, List<byte[]> again)
      throws ServiceException, DeviceException {
    List<GrantRef> refs = new ArrayList<>();
    int order = node.frontNumber("ring-page-order", 0, MAX_RING_ORDER, -1);
    if (order < 0) {
      refs.add(new GrantRef(node.frontNumber(prefix + "ring-ref", 0, ANY)));
    } else {
      for (int i = 0; i < 1 << order; i++) {
        refs.add(new GrantRef(node.frontNumber(prefix + "ring-ref" + i, 0, ANY)));
      }
    }
    EvtchnPort port = new EvtchnPort(node.frontNumber(prefix + "event-channel", 1, ANY));
    GrantedPages.Mapping ring = services.grants().map(node.frontDomain(), refs);
    BlockQueue queue = new BlockQueue(this, services, ring, abi, persistent, again);
    try {
      queue.bind(port);
    } catch (ServiceException e) {
      ring.close();
      throw e;
    }
    return queue;
  }

  private Map<String, String> description() throws DeviceException {
    Map<String, String> values = new LinkedHashMap<>();
    String discard = disk.canDiscard() && writable ? "1" : "0";
    boolean cdrom = node.find("device-type").orElse("disk").equals("cdrom");
    int info = (cdrom ? VdiskFlags.CDROM : 0) | (writable ? 0 : VdiskFlags.READONLY);
    info |= node.find("removable").orElse("0").equals("1") ? VdiskFlags.REMOVABLE : 0;
    values.put("feature-flush-cache", "1");
    values.put("feature-barrier", "1");
    values.put("feature-persistent", "1");
    values.put("feature-max-indirect-segments", Integer.toString(maxSegments()));
    values.put("feature-discard", discard);
    if (discard.equals("1")) {
      values.put("discard-granularity", Integer.toString(disk.granularity()));
      values.put("discard-alignment", "0");
      values.put("discard-secure", "0");
    }
    long sectors = disk.sectors() * Disk.SECTOR_BYTES / sectorBytes;
    values.put("sectors", Long.toString(sectors));
    values.put("info", Integer.toString(info));
    values.put("sector-size", Integer.toString(disk.logicalSectorBytes()));
    values.put("physical-sector-size", Integer.toString(disk.physicalSectorBytes()));
    return values;
  }

  int sectorBytes() {
    return sectorBytes;
  }

  int maxSegments() {
    return disk.maxSegments();
  }

  boolean isWritable() {
    return writable;
  }

  Disk disk() {
    return disk;
  }

  BlockCounters counters() {
    return counters;
  }

  DeviceNode node() {
    return node;
  }

  /** From now on the front end gets errors, even when this has been disconnected. */
  void abandon() {
    List.copyOf(queues).forEach(BlockQueue::refuse);
  }

  @Override
  public void disconnect(Runnable then) {
    unanswered = List.of();
    endAll(BlockQueue::stop, then);
  }

  private void endAll(BiConsumer<BlockQueue, Runnable> end, Runnable then) {
    if (queues.isEmpty()) {
      then.run();
      return;
    }
    for (BlockQueue queue : List.copyOf(queues)) {
      end.accept(
          queue,
          () -> {
            queues.remove(queue);
            if (queues.isEmpty()) {
              then.run();
            }
          });
    }
  }

  /** What was taken and not answered the next {@link #connect} does. */
  @Override
  public void crashed(Runnable then) {
    List<BlockQueue> all = List.copyOf(queues);
    endAll(
        BlockQueue::salvage,
        () -> {
          unanswered = all.stream().map(BlockQueue::unanswered).toList();
          then.run();
        });
  }

  @Override
  public void dispose() {
    disk = null;
    whenGone.accept(node.toString(), this);
  }
}
