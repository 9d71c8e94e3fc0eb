package dev.xenolith.pv;

import dev.xenolith.abi.num.DomId;
import dev.xenolith.abi.num.Mfn;

/**
 * Memory of other domains that need not be granted, as it need not be to a privileged domain. Used
 * on the kernel's vCPU only.
 */
public interface ForeignMemory {
  /** Maps a frame readable and writable. */
  GrantedPages.Mapping map(DomId owner, Mfn frame) throws ServiceException;

  /**
   * Copies bytes of frames that lie, as it were, one behind the other.
   *
   * @param framesRaw machine frame numbers
   * @param offset of the first byte, from the beginning of the first frame
   * @throws ServiceException when one of the frames is not the owner's
   */
  void copyFrom(DomId owner, long[] framesRaw, long offset, byte[] to, int at, int length)
      throws ServiceException;
}
