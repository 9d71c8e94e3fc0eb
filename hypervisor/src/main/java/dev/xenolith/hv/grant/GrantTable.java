package dev.xenolith.hv.grant;

import static dev.xenolith.abi.xen.GrantStatus.BAD_DEV_ADDR;
import static dev.xenolith.abi.xen.GrantStatus.BAD_GNTREF;
import static dev.xenolith.abi.xen.GrantStatus.BAD_HANDLE;
import static dev.xenolith.abi.xen.GrantStatus.EAGAIN;
import static dev.xenolith.abi.xen.GrantStatus.GENERAL_ERROR;
import static dev.xenolith.abi.xen.GrantStatus.NO_SPACE;
import static dev.xenolith.abi.xen.GrantStatus.OKAY;

import dev.xenolith.abi.call.XenErrno;
import dev.xenolith.abi.layout.GuestBytes;
import dev.xenolith.abi.num.DomId;
import dev.xenolith.abi.num.GrantHandle;
import dev.xenolith.abi.num.GrantRef;
import dev.xenolith.abi.num.Mfn;
import dev.xenolith.abi.xen.GrantMapFlags;
import dev.xenolith.abi.xen.GrantStatus;
import java.util.ArrayList;
import java.util.List;

/**
 * The grants of one domain: those it gives and those it has mapped.
 *
 * <p>What fails says so by its {@link GrantStatus}; {@link #refusal} of the table asked then says
 * why.
 */
public final class GrantTable {
  private final DomId id;
  private final GrantLimits limits;
  private final GrantFrames frames;
  private final Pins pins;
  private final MapTrack maptrack;
  private String refusal = "";

  /**
   * A table of one frame.
   *
   * @param memory machine memory, where the shared frames are
   */
  public GrantTable(DomId id, GuestBytes memory, GrantFrames frames, GrantLimits limits) {
    this.id = id;
    this.limits = limits;
    this.frames = frames;
    pins = new Pins(id, new SharedEntries(memory), frames);
    maptrack = new MapTrack(limits.maptrackFrames());
    if (grow(1) != OKAY) {
      throw new IllegalStateException("no frame for the grant table of " + id);
    }
  }

  public DomId id() {
    return id;
  }

  /** Why the last operation of this table that failed did so. */
  public String refusal() {
    return refusal;
  }

  /** The frames of shared entries, in order. */
  public List<Mfn> sharedFrames() {
    return List.copyOf(pins.shared().frames());
  }

  /** How many such frames there may be. */
  public int maxFrames() {
    return limits.grantFrames();
  }

  /** Makes sure there are this many frames of shared entries. */
  public GrantStatus grow(int wanted) {
    SharedEntries shared = pins.shared();
    if (wanted < 0 || wanted > limits.grantFrames()) {
      return refuse(GENERAL_ERROR, "limited to " + limits.grantFrames() + " grant frames");
    }
    boolean enough =
        fill(shared.frames(), wanted)
            && (shared.version() == 1
                || fill(shared.statusFrames(), EntriesV2.statusFrames(wanted)));
    return enough ? OKAY : refuse(GENERAL_ERROR, "no memory for grant frame " + wanted);
  }

  private boolean fill(List<Mfn> list, int wanted) {
    while (list.size() < wanted) {
      Mfn frame = frames.allocateShared(id);
      if (frame == null) {
        return false;
      }
      list.add(frame);
    }
    return true;
  }

  /** The version of the table. */
  public int version() {
    return pins.shared().version();
  }

  /** How many frames of status words there may be. */
  public int maxStatusFrames() {
    return EntriesV2.statusFrames(limits.grantFrames());
  }

  /** How many frames of entries so many frames of status words need. */
  public int framesForStatus(int statusFrames) {
    return EntriesV2.grantFrames(statusFrames);
  }

  /** The frames of status words, in order; a version 1 table has none. */
  public List<Mfn> statusFrames() {
    return List.copyOf(pins.shared().statusFrames());
  }

  /**
   * GNTTABOP_set_version. Everything but the reserved entries is lost, so nothing else may be in
   * use.
   *
   * @return null, or the error
   */
  public XenErrno setVersion(int wanted) {
    if (wanted != 1 && wanted != 2) {
      return XenErrno.EINVAL;
    }
    if (wanted > limits.version()) {
      // What a Xen answered that had never heard of versions.
      return XenErrno.ENOSYS;
    }
    SharedEntries shared = pins.shared();
    if (wanted == shared.version()) {
      return null;
    }
    if (pins.isAnyPinnedButReserved()) {
      return refuse(XenErrno.EBUSY, "grants are in use, so the version stays");
    }
    if (wanted == 2) {
      if (!fill(shared.statusFrames(), EntriesV2.statusFrames(shared.frames().size()))) {
        return refuse(XenErrno.ENOMEM, "no memory for status frames");
      }
      shared.switchVersion(shared.reserved());
      return null;
    }
    List<SharedEntries.Reserved> kept = shared.reserved();
    if (kept == null) {
      return refuse(XenErrno.ERANGE, "version 1 cannot say what a reserved entry grants");
    }
    if (shared.statusFrames().stream().anyMatch(frames::isSharedInUse)) {
      return refuse(XenErrno.EBUSY, "a status frame is mapped, so the version stays");
    }
    shared.switchVersion(kept);
    release(shared.statusFrames());
    return null;
  }

  private XenErrno refuse(XenErrno error, String why) {
    refusal = id + ": " + why;
    return error;
  }

  /**
   * What became of a mapping request.
   *
   * @param frame the frame mapped, whose machine address is the device's, or null
   */
  public record Mapped(GrantStatus status, GrantHandle handle, Mfn frame) {
    static Mapped failed(GrantStatus status) {
      return new Mapped(status, new GrantHandle(0), null);
    }
  }

  /** Whether flags of a mapping say for whom it is, which is looked at before anything else. */
  public static boolean mapsForSomebody(int flags) {
    return MapFlags.isHost(flags) || MapFlags.isDevice(flags);
  }

  /** GNTTABOP_map_grant_ref: maps what {@code granter} grants to this domain. */
  public Mapped map(GrantTable granter, GrantRef ref, long address, int flags, HostMappings host) {
    if (!mapsForSomebody(flags)) {
      return Mapped.failed(refuse(BAD_GNTREF, "mapped for nobody: flags 0x%x".formatted(flags)));
    }
    int handle = maptrack.take();
    if (handle == MapTrack.NONE) {
      return Mapped.failed(refuse(NO_SPACE, "no handle left"));
    }
    GrantStatus status = granter.pins.pinForMap(ref.raw(), id, flags);
    if (status == OKAY) {
      status = mapPinned(granter, ref.raw(), address, flags, host);
    } else {
      refuse(status, granter.pins.refusal());
    }
    if (status != OKAY) {
      maptrack.release(handle);
      return Mapped.failed(status);
    }
    MapTrack.Entry entry = maptrack.at(handle);
    entry.granter = granter;
    entry.ref = ref.raw();
    entry.flags = flags;
    return new Mapped(OKAY, new GrantHandle(handle), granter.pins.frame(ref.raw()));
  }

  private GrantStatus mapPinned(
      GrantTable granter, int ref, long address, int flags, HostMappings host) {
    Mfn frame = granter.pins.frame(ref);
    if (granter.pins.reference(ref, flags)) {
      if (!MapFlags.isHost(flags) || host.create(address, frame, flags)) {
        return OKAY;
      }
      refuse(GENERAL_ERROR, "cannot map at 0x%x, flags 0x%x".formatted(address, flags));
      granter.pins.dereference(frame, flags);
    } else {
      refuse(GENERAL_ERROR, frame + " of " + granter.id + " is not to be had as flags ask");
    }
    granter.pins.unpin(ref, flags);
    return GENERAL_ERROR;
  }

  /**
   * The first half of GNTTABOP_unmap_grant_ref and unmap_and_replace. The second, giving the frame
   * up, is {@link UnmapBatch#complete}, after the batch.
   *
   * @param host 0 to leave the host mapping alone
   * @param device 0 to leave the device mapping alone, else the frame's machine address
   * @param newAddress 0, or what unmap_and_replace puts in place of the host mapping
   */
  public GrantStatus unmap(
      GrantHandle handle, long host, long device, long newAddress, UnmapBatch batch) {
    MapTrack.Entry entry = maptrack.find(handle.raw());
    if (entry == null) {
      return refuse(BAD_HANDLE, handle + " maps nothing");
    }
    GrantTable granter = entry.granter;
    int flags = entry.flags;
    Mfn frame = granter.pins.frame(entry.ref);
    boolean unmapDevice = device != 0 && MapFlags.isDevice(flags);
    boolean unmapHost = host != 0 && MapFlags.isHost(flags);
    if (unmapDevice && device != frame.toMaddr().raw()) {
      return refuse(BAD_DEV_ADDR, "device address 0x%x is not that of %s".formatted(device, frame));
    }
    if (unmapHost && !batch.host().replace(host, frame, newAddress, flags)) {
      return refuse(GENERAL_ERROR, "0x%x does not map %s of %s".formatted(host, frame, handle));
    }
    int done =
        (unmapHost ? GrantMapFlags.HOST_MAP : 0)
            | (unmapDevice ? GrantMapFlags.DEVICE_MAP : 0)
            | flags & GrantMapFlags.READONLY;
    entry.flags &= ~(done & (GrantMapFlags.HOST_MAP | GrantMapFlags.DEVICE_MAP));
    if (unmapHost || unmapDevice) {
      int ref = entry.ref;
      batch.later(() -> granter.pins.release(ref, frame, done));
    }
    if ((entry.flags & (GrantMapFlags.HOST_MAP | GrantMapFlags.DEVICE_MAP)) == 0) {
      maptrack.release(handle.raw());
    }
    return OKAY;
  }

  /** GNTTABOP_swap_grant_ref. */
  public GrantStatus swap(GrantRef a, GrantRef b) {
    SharedEntries shared = pins.shared();
    if (!shared.contains(a.raw()) || !shared.contains(b.raw())) {
      return refuse(BAD_GNTREF, a + " or " + b + " is beyond the table");
    }
    if (a.equals(b)) {
      return OKAY;
    }
    if (pins.isPinned(a.raw()) || pins.isPinned(b.raw())) {
      return refuse(EAGAIN, a + " or " + b + " is in use");
    }
    shared.entries().swap(a.raw(), b.raw());
    return OKAY;
  }

  /** Whether this table has the frame mapped from the granter (for cache_flush). */
  public boolean isMappedFrom(GrantTable granter, Mfn frame) {
    return granter.pins.isGranted(frame, id);
  }

  /** The grants in use, a line each, as the debug key 'g' prints them. */
  public List<String> dump() {
    return pins.dump();
  }

  /** How references to frames are counted. */
  public GrantFrames frames() {
    return frames;
  }

  Pins pins() {
    return pins;
  }

  /**
   * Gives up what the domain has mapped, because it is dying. References that host mappings hold go
   * with its page tables.
   */
  public void releaseMappings() {
    for (int handle = 0; handle < maptrack.size(); handle++) {
      MapTrack.Entry entry = maptrack.find(handle);
      if (entry != null) {
        Mfn frame = entry.granter.pins.frame(entry.ref);
        entry.granter.pins.dereference(frame, entry.flags & ~GrantMapFlags.HOST_MAP);
        entry.granter.pins.unpin(entry.ref, entry.flags);
        maptrack.release(handle);
      }
    }
  }

  /** Whether somebody has mapped one of its grants. */
  public boolean isAnyMapped() {
    return pins.isAnyPinned();
  }

  /** Frees the shared frames. Nobody maps them, and nothing is pinned. */
  public void destroy() {
    release(pins.shared().frames());
    release(pins.shared().statusFrames());
  }

  private void release(List<Mfn> shared) {
    shared.forEach(frame -> frames.releaseShared(frame, id));
    shared.clear();
  }

  /** What the handle maps, or null. */
  public Mapping mapping(GrantHandle handle) {
    MapTrack.Entry entry = maptrack.find(handle.raw());
    return entry == null
        ? null
        : new Mapping(
            handle,
            entry.granter.id,
            new GrantRef(entry.ref),
            entry.granter.pins.frame(entry.ref),
            entry.flags);
  }

  /** What this domain has mapped, in order of handle. */
  public List<Mapping> mappings() {
    List<Mapping> all = new ArrayList<>();
    for (int handle = 0; handle < maptrack.size(); handle++) {
      Mapping mapping = mapping(new GrantHandle(handle));
      if (mapping != null) {
        all.add(mapping);
      }
    }
    return all;
  }

  /** One mapping of another domain's frame, or of the domain's own. */
  public record Mapping(GrantHandle handle, DomId granter, GrantRef ref, Mfn frame, int flags) {}

  private GrantStatus refuse(GrantStatus status, String why) {
    refusal = id + ": " + why;
    return status;
  }

  /** Checks the invariants of the package over all tables; what is broken, a sentence each. */
  public static List<String> audit(List<GrantTable> tables) {
    return GrantAudit.of(tables);
  }
}
