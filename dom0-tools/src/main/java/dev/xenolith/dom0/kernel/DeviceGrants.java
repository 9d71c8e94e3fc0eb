package dev.xenolith.dom0.kernel;

import dev.xenolith.abi.call.GrantTableOp;
import dev.xenolith.abi.layout.Abi;
import dev.xenolith.abi.layout.GuestBytes;
import dev.xenolith.abi.num.DomId;
import dev.xenolith.abi.num.GrantRef;
import dev.xenolith.abi.xen.GnttabCopy;
import dev.xenolith.abi.xen.GnttabMapGrantRef;
import dev.xenolith.abi.xen.GnttabUnmapGrantRef;
import dev.xenolith.abi.xen.GrantCopyFlags;
import dev.xenolith.abi.xen.GrantMapFlags;
import dev.xenolith.abi.xen.GrantStatus;
import dev.xenolith.pv.DeviceFrames;

/** Granted frames that devices read and write, and copies of what is granted; many at a time. */
public final class DeviceGrants {
  private static final Abi ABI = Abi.PV64;
  private static final int BATCH = 256;
  private static final int MAP_BYTES = GnttabMapGrantRef.LAYOUT.size(ABI);
  private static final int UNMAP_BYTES = GnttabUnmapGrantRef.LAYOUT.size(ABI);

  private final Hypercalls hypercalls;
  private final OwnPage copies;

  DeviceGrants(Hypercalls hypercalls, OwnPage copies) {
    this.hypercalls = hypercalls;
    this.copies = copies;
  }

  /**
   * Pins frames for a device (GNTMAP_device_map) and learns where they are.
   *
   * @param frames those not held yet are taken
   * @return whether all could be had; those that could are held either way
   */
  public boolean hold(DomId granter, DeviceFrames frames, boolean readOnly) {
    int flags = GrantMapFlags.DEVICE_MAP | (readOnly ? GrantMapFlags.READONLY : 0);
    boolean all = true;
    for (int next = 0; next < frames.count(); ) {
      try (Arguments.Scope scope = hypercalls.open()) {
        long list = scope.bytes((long) MAP_BYTES * Math.min(BATCH, frames.count() - next));
        int[] asked = new int[Math.min(BATCH, frames.count() - next)];
        int n = 0;
        for (; next < frames.count() && n < asked.length; next++) {
          if (!frames.isHeld(next)) {
            long at = list + (long) n * MAP_BYTES;
            GnttabMapGrantRef.FLAGS.put(scope.memory(), at, ABI, flags);
            GnttabMapGrantRef.REF.put(scope.memory(), at, ABI, frames.refRaw(next));
            GnttabMapGrantRef.DOM.put(scope.memory(), at, ABI, granter.raw());
            asked[n++] = next;
          }
        }
        all &= n == 0 || mapped(scope.memory(), list, asked, n, frames);
      }
    }
    return all;
  }

  private boolean mapped(
      GuestBytes memory, long list, int[] asked, int count, DeviceFrames frames) {
    call(GrantTableOp.MAP_GRANT_REF, list, count);
    boolean all = true;
    for (int i = 0; i < count; i++) {
      long at = list + (long) i * MAP_BYTES;
      if (GnttabMapGrantRef.STATUS.get(memory, at, ABI) == GrantStatus.OKAY.number) {
        frames.held(
            asked[i],
            GnttabMapGrantRef.HANDLE.get(memory, at, ABI),
            GnttabMapGrantRef.DEV_BUS_ADDR.get(memory, at, ABI));
      } else {
        all = false;
      }
    }
    return all;
  }

  /** Unpins all frames that are held and not kept. */
  public void release(DeviceFrames frames) {
    for (int next = 0; next < frames.count(); ) {
      try (Arguments.Scope scope = hypercalls.open()) {
        int room = Math.min(BATCH, frames.count() - next);
        long list = scope.bytes((long) UNMAP_BYTES * room);
        int n = 0;
        for (; next < frames.count() && n < room; next++) {
          if (frames.isHeld(next) && !frames.isKept(next)) {
            long at = list + (long) n++ * UNMAP_BYTES;
            GnttabUnmapGrantRef.DEV_BUS_ADDR.put(scope.memory(), at, ABI, frames.address(next));
            GnttabUnmapGrantRef.HANDLE.put(scope.memory(), at, ABI, frames.handleRaw(next));
            frames.released(next);
          }
        }
        if (n > 0) {
          unmapped(scope.memory(), list, n);
        }
      }
    }
  }

  private void unmapped(GuestBytes memory, long list, int count) {
    call(GrantTableOp.UNMAP_GRANT_REF, list, count);
    for (int i = 0; i < count; i++) {
      int status = GnttabUnmapGrantRef.STATUS.get(memory, list + (long) i * UNMAP_BYTES, ABI);
      if (status != GrantStatus.OKAY.number) {
        throw new IllegalStateException("a frame of a device cannot be let go: " + status);
      }
    }
  }

  private void call(GrantTableOp op, long list, int count) {
    try {
      hypercalls.call(op, list, count);
    } catch (HypercallFailedException e) {
      throw new IllegalStateException("grants of a device", e);
    }
  }

  /** Copies the beginning of a granted frame. */
  public void copyFrom(DomId granter, GrantRef ref, byte[] to, int length)
      throws HypercallFailedException {
    try (Arguments.Scope scope = hypercalls.open()) {
      long at = scope.struct(GnttabCopy.LAYOUT);
      GnttabCopy.SOURCE_REF.put(scope.memory(), at, ABI, ref.raw());
      GnttabCopy.SOURCE_DOMID.put(scope.memory(), at, ABI, granter.raw());
      GnttabCopy.DEST_GMFN.put(scope.memory(), at, ABI, copies.frame().raw());
      GnttabCopy.DEST_DOMID.put(scope.memory(), at, ABI, DomId.SELF.raw());
      GnttabCopy.LEN.put(scope.memory(), at, ABI, length);
      GnttabCopy.FLAGS.put(scope.memory(), at, ABI, GrantCopyFlags.SOURCE_GREF);
      hypercalls.call(GrantTableOp.COPY, at, 1);
      Grants.checkStatus(
          "copying from %s of %s".formatted(ref, granter),
          GnttabCopy.STATUS.get(scope.memory(), at, ABI));
    }
    copies.bytes().get(0, to, 0, length);
  }
}
