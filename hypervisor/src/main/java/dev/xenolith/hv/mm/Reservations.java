package dev.xenolith.hv.mm;

import dev.xenolith.abi.num.Mfn;
import java.util.ArrayList;
import java.util.List;

/** What guests ask for with memory_op: pages given to a domain, taken from it, and swapped. */
public final class Reservations {
  private final DirectPaging paging;
  private final FrameTable frames;
  private final PageTypes types;
  private final Refusals refusals;

  Reservations(DirectPaging paging) {
    this.paging = paging;
    frames = paging.frames();
    types = paging.types();
    refusals = paging.refusals();
  }

  /** The largest extent this caller may name (memop-max-order's defaults). */
  public static int maxOrder(DomainMemory caller) {
    return caller.isPrivileged() ? FrameAllocator.MAX_ORDER : 9;
  }

  /** Whether memory flags' address bits restrict anything on this machine, and if so, the bits. */
  public int usefulAddressBits(int addressBits) {
    int all = 64 - Long.numberOfLeadingZeros(frames.frames() - 1) + Mfn.PAGE_SHIFT;
    return addressBits >= all ? 0 : addressBits;
  }

  /**
   * Gives a domain 2^order frames, within its limit.
   *
   * @return the first one, or null
   */
  public Mfn increase(DomainMemory domain, int order, int addressBits) {
    refusals.begin("memory_op for d%d, order %d", domain, domain.id().raw(), order);
    refusals.noEntry();
    long wanted = 1L << order;
    if (domain.isDying() || domain.totalPages() + wanted > domain.maxPages()) {
      refusals.refuse(
          Rc.ENOMEM,
          "Over-allocation for %s: %d > %d"
              .formatted(domain.id(), domain.totalPages() + wanted, domain.maxPages()));
      return null;
    }
    Mfn first = paging.allocate(domain, order, addressBits);
    if (first == null) {
      refusals.refuse(
          Rc.ENOMEM,
          "no free block of order %d within %d address bits; %d frames are free"
              .formatted(order, addressBits, paging.allocator().freeFrames()));
    }
    return first;
  }

  /** As {@link #increase}, and names the frames in the machine-to-physical table. */
  public Mfn populate(DomainMemory domain, long pfnRaw, int order, int addressBits) {
    Mfn first = increase(domain, order, addressBits);
    if (first != null) {
      name(first.raw(), pfnRaw, order);
    }
    return first;
  }

  private void name(long mfnRaw, long pfnRaw, int order) {
    for (long i = 0; i < 1L << order; i++) {
      paging.m2p().set(mfnRaw + i, pfnRaw + i);
    }
  }

  /**
   * Takes one frame from a domain. It is freed when nothing refers to it any more.
   *
   * @return 0 or a negated error
   */
  public int remove(DomainMemory domain, long mfnRaw) {
    refusals.begin("memory_op decrease_reservation(mfn %x)", domain, mfnRaw, 0);
    refusals.noEntry();
    if (!types.getPage(mfnRaw, domain)) {
      return refusals.refuse(
          Rc.EINVAL, mfnRaw, "Bad page free: it is not a page of " + domain.id());
    }
    int rc = Rc.OK;
    if (frames.isXenHeap(mfnRaw)) {
      rc = refusals.refuse(Rc.EINVAL, mfnRaw, "the hypervisor's own pages cannot be freed");
    } else {
      // A page that was given back before but is still mapped has no allocation left to drop.
      paging.dropAllocation(mfnRaw);
    }
    types.putPage(mfnRaw);
    return rc;
  }

  /** Part of an exchange: frames that go and frames that come, together or not at all. */
  public final class Exchange {
    private final DomainMemory domain;
    private final List<Long> taken = new ArrayList<>();
    private final List<Long> fresh = new ArrayList<>();

    private Exchange(DomainMemory domain) {
      this.domain = domain;
    }

    /** Takes a frame out of the domain; nothing else may refer to it. 0 or -EINVAL. */
    public int steal(long mfnRaw) {
      refusals.begin("memory_op exchange(mfn %x)", domain, mfnRaw, 0);
      refusals.noEntry();
      boolean own =
          frames.isValid(mfnRaw)
              && frames.owner(mfnRaw) == domain.id().raw()
              && !frames.isXenHeap(mfnRaw);
      long sole = FrameTable.ALLOCATED | 1;
      if (!own || frames.countInfo(mfnRaw) != sole) {
        return refusals.refuse(
            Rc.EINVAL, mfnRaw, "Bad steal: it must be a page of the domain with no references");
      }
      domain.unlink(mfnRaw);
      frames.owner(mfnRaw, FrameTable.NO_OWNER);
      frames.countInfo(mfnRaw, 0);
      frames.typeInfo(mfnRaw, 0);
      taken.add(mfnRaw);
      return Rc.OK;
    }

    /** Finds 2^order frames to come. 0 or -ENOMEM. */
    public int allocate(int order, int addressBits) {
      long first = paging.allocator().allocate(order, addressBits);
      if (first == FrameAllocator.NONE) {
        return refusals.refuse(
            Rc.ENOMEM,
            "no free block of order %d within %d address bits".formatted(order, addressBits));
      }
      fresh.add(first);
      return Rc.OK;
    }

    /** Frees what was taken. After this the exchange cannot be undone. */
    public void commit() {
      for (long mfnRaw : taken) {
        paging.free(mfnRaw);
      }
      taken.clear();
    }

    /**
     * Gives the domain the next block that was found.
     *
     * @return its first frame
     */
    public Mfn give(long pfnRaw, int order) {
      Mfn first = giveUnnamed(order);
      name(first.raw(), pfnRaw, order);
      return first;
    }

    /** As {@link #give}, when the guest did not say what it calls the frames. */
    public Mfn giveUnnamed(int order) {
      long first = fresh.removeFirst();
      for (long i = 0; i < 1L << order; i++) {
        paging.assign(first + i, domain);
      }
      return new Mfn(first);
    }

    /** Puts everything back as it was. */
    public void undo(int order) {
      for (long mfnRaw : taken) {
        paging.assign(mfnRaw, domain);
      }
      for (long mfnRaw : fresh) {
        paging.allocator().release(mfnRaw, order);
      }
    }
  }

  /** Begins the exchange of one chunk. */
  public Exchange exchange(DomainMemory domain) {
    return new Exchange(domain);
  }
}
