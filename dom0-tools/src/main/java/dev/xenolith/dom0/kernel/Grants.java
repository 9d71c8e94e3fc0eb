package dev.xenolith.dom0.kernel;

import dev.xenolith.abi.call.GrantTableOp;
import dev.xenolith.abi.layout.Abi;
import dev.xenolith.abi.layout.GuestBytes;
import dev.xenolith.abi.num.DomId;
import dev.xenolith.abi.num.GrantHandle;
import dev.xenolith.abi.num.GrantRef;
import dev.xenolith.abi.num.Mfn;
import dev.xenolith.abi.num.Vaddr;
import dev.xenolith.abi.xen.GnttabMapGrantRef;
import dev.xenolith.abi.xen.GnttabSetupTable;
import dev.xenolith.abi.xen.GnttabUnmapGrantRef;
import dev.xenolith.abi.xen.GrantMapFlags;
import dev.xenolith.abi.xen.GrantStatus;
import java.util.ArrayList;
import java.util.List;

/** Frames that other domains grant to this one, and the grant tables of domains being built. */
public final class Grants {
  private static final Abi ABI = Abi.PV64;

  private final Hypercalls hypercalls;
  private final Windows windows;

  Grants(Hypercalls hypercalls, Windows windows) {
    this.hypercalls = hypercalls;
    this.windows = windows;
  }

  /** Granted frames, mapped until they are closed. */
  public final class Mapping implements AutoCloseable {
    private final Windows.Place place;
    private final List<GrantHandle> handles;
    private boolean open = true;

    private Mapping(Windows.Place place, List<GrantHandle> handles) {
      this.place = place;
      this.handles = handles;
    }

    /** The frames one behind the other. The granter may write to them at any time. */
    public GuestBytes bytes() {
      if (!open) {
        throw new IllegalStateException("the grant is unmapped");
      }
      return place.bytes();
    }

    @Override
    public void close() {
      if (open) {
        open = false;
        unmap(place, handles);
      }
    }
  }

  /** Maps one granted frame. */
  public Mapping map(DomId granter, GrantRef ref, boolean readOnly)
      throws HypercallFailedException {
    return map(granter, List.of(ref), readOnly);
  }

  /**
   * Maps granted frames readable and, unless they are granted for reading only, writable.
   *
   * @throws HypercallFailedException when a grant is not there or not for this domain, with none
   *     mapped; the message names the status
   */
  public Mapping map(DomId granter, List<GrantRef> refs, boolean readOnly)
      throws HypercallFailedException {
    Windows.Place place = windows.reserve(refs.size());
    List<GrantHandle> handles = new ArrayList<>();
    try {
      for (GrantRef ref : refs) {
        handles.add(mapOne(granter, ref, readOnly, place.address(handles.size())));
      }
      return new Mapping(place, handles);
    } catch (HypercallFailedException e) {
      unmap(place, handles);
      throw e;
    }
  }

  private GrantHandle mapOne(DomId granter, GrantRef ref, boolean readOnly, Vaddr address)
      throws HypercallFailedException {
    try (Arguments.Scope scope = hypercalls.open()) {
      long at = scope.struct(GnttabMapGrantRef.LAYOUT);
      int flags = GrantMapFlags.HOST_MAP | (readOnly ? GrantMapFlags.READONLY : 0);
      GnttabMapGrantRef.HOST_ADDR.put(scope.memory(), at, ABI, address.raw());
      GnttabMapGrantRef.FLAGS.put(scope.memory(), at, ABI, flags);
      GnttabMapGrantRef.REF.put(scope.memory(), at, ABI, ref.raw());
      GnttabMapGrantRef.DOM.put(scope.memory(), at, ABI, granter.raw());
      hypercalls.call(GrantTableOp.MAP_GRANT_REF, at, 1);
      checkStatus(
          "mapping %s of %s".formatted(ref, granter),
          GnttabMapGrantRef.STATUS.get(scope.memory(), at, ABI));
      return new GrantHandle(GnttabMapGrantRef.HANDLE.get(scope.memory(), at, ABI));
    }
  }

  private void unmap(Windows.Place place, List<GrantHandle> handles) {
    for (int i = 0; i < handles.size(); i++) {
      unmapOne(place.address(i), handles.get(i));
    }
    place.close();
  }

  private void unmapOne(Vaddr address, GrantHandle handle) {
    try (Arguments.Scope scope = hypercalls.open()) {
      long at = scope.struct(GnttabUnmapGrantRef.LAYOUT);
      GnttabUnmapGrantRef.HOST_ADDR.put(scope.memory(), at, ABI, address.raw());
      GnttabUnmapGrantRef.HANDLE.put(scope.memory(), at, ABI, handle.raw());
      hypercalls.call(GrantTableOp.UNMAP_GRANT_REF, at, 1);
      checkStatus("unmapping " + handle, GnttabUnmapGrantRef.STATUS.get(scope.memory(), at, ABI));
    } catch (HypercallFailedException e) {
      throw new IllegalStateException("a mapped grant cannot be unmapped", e);
    }
  }

  /** Gives a domain the first frame of its grant table and returns it. */
  public Mfn firstFrame(DomId domid) throws HypercallFailedException {
    try (Arguments.Scope scope = hypercalls.open()) {
      long frames = scope.bytes(8);
      long at = scope.struct(GnttabSetupTable.LAYOUT);
      GnttabSetupTable.DOM.put(scope.memory(), at, ABI, domid.raw());
      GnttabSetupTable.NR_FRAMES.put(scope.memory(), at, ABI, 1);
      GnttabSetupTable.FRAME_LIST.put(scope.memory(), at, ABI, frames);
      hypercalls.call(GrantTableOp.SETUP_TABLE, at, 1);
      checkStatus(
          "setting up the grant table of " + domid,
          GnttabSetupTable.STATUS.get(scope.memory(), at, ABI));
      return new Mfn(scope.memory().getU64(frames));
    }
  }

  static void checkStatus(String what, int status) throws HypercallFailedException {
    if (status != 0) {
      GrantStatus named = GrantStatus.of(status);
      throw new HypercallFailedException(
          what + " (" + (named == null ? "status " + status : named.cName()) + ")", status);
    }
  }
}
