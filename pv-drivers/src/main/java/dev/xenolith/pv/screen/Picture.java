package dev.xenolith.pv.screen;

import dev.xenolith.pv.ServiceException;

/** What a domain shows. Used on the kernel's vCPU. */
public interface Picture {
  /** In pixels. */
  int width();

  /** In pixels. */
  int height();

  /**
   * Copies pixels out of the domain's memory, line by line, each as 0x00RRGGBB.
   *
   * @param area within the picture
   * @throws ServiceException when the memory is not the domain's any more
   */
  int[] copy(Area area) throws ServiceException;
}
