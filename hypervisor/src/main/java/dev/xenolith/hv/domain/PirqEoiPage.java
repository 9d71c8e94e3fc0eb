package dev.xenolith.hv.domain;

import dev.xenolith.abi.call.XenErrno;
import dev.xenolith.abi.num.Mfn;
import dev.xenolith.hv.mm.FrameType;
import dev.xenolith.hv.mm.PageTypes;

/**
 * The page in which Xen notes which physical interrupts a domain must acknowledge
 * (PHYSDEVOP_pirq_eoi_gmfn). Domains are given no such interrupts, so that all bits stay as they
 * are; but the page is held, and cannot become a page table.
 */
public final class PirqEoiPage {
  /** How many lines a domain can name. */
  static final int LINES = 256;

  private final Domain domain;
  private Mfn page;

  PirqEoiPage(Domain domain) {
    this.domain = domain;
  }

  /**
   * Takes the page, once.
   *
   * @return null, or why not
   */
  public XenErrno take(long mfnRaw) {
    PageTypes types = domain.xen().paging().types();
    if (!domain.xen().paging().frames().isValid(mfnRaw)
        || !types.getPageAndType(mfnRaw, domain.memory(), FrameType.WRITABLE)) {
      return XenErrno.EINVAL;
    }
    if (page != null) {
      types.putPageAndType(mfnRaw);
      return XenErrno.EBUSY;
    }
    page = new Mfn(mfnRaw);
    return null;
  }

  /** Whether a line has this number. */
  public boolean isLine(int pirq) {
    return pirq >= 0 && pirq < LINES;
  }

  /** Gives the page back, because the domain ends. */
  void release() {
    if (page != null) {
      domain.xen().paging().types().putPageAndType(page.raw());
      page = null;
    }
  }
}
