package dev.xenolith.hv.mm;

/**
 * Host mappings of granted frames: entries of the mapping domain's L1s that the grant table makes
 * and takes away. The references to the frame itself are the grant table's business: it takes a
 * page reference, and a writable one for a writable mapping, before {@link #create}; the entry then
 * carries them.
 */
public final class GrantMappings {
  private final FrameTable frames;
  private final LeafEntries leaves;
  private final Refusals refusals;
  private final TlbFlusher flusher;

  /** Mappings in this machine's memory. */
  GrantMappings(DirectPaging paging) {
    frames = paging.frames();
    leaves = paging.types().leaves();
    refusals = paging.refusals();
    flusher = paging.flusher();
  }

  /**
   * Where and how a granted frame is mapped.
   *
   * @param address a linear address, or the machine address of an L1 entry
   * @param containsPte which of the two (GNTMAP_contains_pte)
   * @param application whether user mode may use the mapping (GNTMAP_application_map)
   * @param available the three software bits of the entry
   */
  public record Place(
      long address, boolean containsPte, boolean readOnly, boolean application, int available) {
    long flags() {
      long flags = Pte.PRESENT | Pte.ACCESSED | Pte.DIRTY | Pte.NX;
      flags |= application ? Pte.USER : 0;
      flags |= readOnly ? 0 : Pte.RW;
      return flags | (long) available << 9 & Pte.AVAIL;
    }
  }

  /**
   * Makes a mapping; what was mapped there before is dropped.
   *
   * @return 0 or -EINVAL (GNTST_general_error)
   */
  public int create(VcpuPaging mapper, long mfnRaw, Place place) {
    refusals.begin("grant map(mfn %x at %x)", mapper.domain(), mfnRaw, place.address());
    refusals.noEntry();
    long at = locate(mapper, place.address(), place.containsPte());
    if (at < 0) {
      return Rc.EINVAL;
    }
    long pte = Pte.adjust(Pte.of(mfnRaw, place.flags()), 1, mapper.domain().abi());
    long old = leaves.read(at >>> 12, slot(at));
    leaves.write(at >>> 12, slot(at), pte);
    leaves.put(old);
    return Rc.OK;
  }

  /**
   * Takes a mapping away. Its references go back to the caller, who drops them after a flush.
   *
   * @param newAddress 0, or a linear address whose mapping moves to the place
   *     (GNTTABOP_unmap_and_replace)
   * @return 0 or -EINVAL (GNTST_general_error)
   */
  public int remove(VcpuPaging mapper, long mfnRaw, Place place, long newAddress) {
    refusals.begin("grant unmap(mfn %x at %x)", mapper.domain(), mfnRaw, place.address());
    refusals.noEntry();
    if (newAddress != 0 && place.containsPte()) {
      return refusals.refuse(Rc.EINVAL, "only mappings by address can be replaced");
    }
    long from = newAddress == 0 ? -1 : locate(mapper, newAddress, false);
    if (newAddress != 0 && from < 0) {
      return Rc.EINVAL;
    }
    long at = locate(mapper, place.address(), place.containsPte());
    if (at < 0) {
      return Rc.EINVAL;
    }
    long old = leaves.read(at >>> 12, slot(at));
    refusals.entry(at >>> 12, 1, slot(at), old);
    boolean matches =
        Pte.mfn(old) == mfnRaw && ((old ^ place.flags()) & (Pte.PRESENT | Pte.RW)) == 0;
    if (!matches || from == at) {
      return refusals.refuse(Rc.EINVAL, mfnRaw, "the entry does not map the granted frame");
    }
    long moved = 0;
    if (from >= 0) {
      moved = leaves.read(from >>> 12, slot(from));
      leaves.write(from >>> 12, slot(from), 0);
    }
    leaves.write(at >>> 12, slot(at), moved);
    flusher.flushDomain(mapper.domain().id());
    return Rc.OK;
  }

  private static int slot(long maddr) {
    return (int) maddr >>> 3 & 511;
  }

  /** Machine address of the entry, or -1 with the refusal reported. */
  private long locate(VcpuPaging mapper, long address, boolean containsPte) {
    DomainMemory domain = mapper.domain();
    long at = address;
    if (!containsPte) {
      at = mapper.leafAddress(address);
    }
    if (at < 0 || (at & 7) != 0) {
      refusals.refuse(Rc.EINVAL, "there is no L1 entry at %#x".formatted(address));
      return -1;
    }
    long table = at >>> 12;
    if (!frames.isValid(table)
        || frames.owner(table) != domain.id().raw()
        || frames.type(table) != FrameType.L1
        || frames.typeCount(table) == 0
        || !frames.isValidated(table)) {
      refusals.refuse(Rc.EINVAL, table, "the entry is not in an L1 of " + domain.id());
      return -1;
    }
    return at;
  }
}
