package dev.xenolith.pv;

import dev.xenolith.abi.layout.GuestBytes;
import dev.xenolith.abi.num.DomId;
import dev.xenolith.abi.num.GrantRef;
import java.util.List;

/** Frames that other domains grant to this one. */
public interface GrantedPages {
  /** Frames in this kernel's memory. */
  interface Mapping extends AutoCloseable {
    /** The frames one behind the other. The granter may write there at any time. */
    GuestBytes bytes();

    @Override
    void close();
  }

  /** Maps frames readable and writable, one behind the other. */
  Mapping map(DomId granter, List<GrantRef> refs) throws ServiceException;

  /** Copies the beginning of a granted frame. */
  void copyFrom(DomId granter, GrantRef ref, byte[] to, int length) throws ServiceException;

  /** Copies pieces of granted frames to the array; some may fail. */
  void copyFrom(DomId granter, GrantCopies pieces);

  /** Copies pieces of the array to granted frames; some may fail. */
  void copyTo(DomId granter, GrantCopies pieces);

  /**
   * Keeps frames in place for a device and finds out where they are.
   *
   * @param frames those not {@link DeviceFrames#isHeld} are taken
   * @param readOnly whether the device will only read them
   * @return whether all could be had; those that could are held either way
   */
  boolean hold(DomId granter, DeviceFrames frames, boolean readOnly);

  /** Lets go of all frames that are held, except those that are {@link DeviceFrames#isKept}. */
  void release(DeviceFrames frames);
}
