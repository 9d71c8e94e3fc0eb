package dev.xenolith.hv.mm;

import dev.xenolith.hv.machine.memory.MachineMemory;

/**
 * Writable page tables: a guest's kernel stores into an L1 that is mapped read-only, the store
 * faults, and it is carried out here with the checks of an update (Xen's ptwr).
 */
public final class PageTableWrites {
  /** What became of a store. */
  public enum Outcome {
    /** It was carried out. */
    DONE,
    /** A compare-and-exchange found another value: see {@link PageTableWrites#found}. */
    FOUND_OTHER,
    /** It is not for the hypervisor to carry out: the page fault is the guest's. */
    REFUSED
  }

  private final MachineMemory memory;
  private final FrameTable frames;
  private final LeafEntries leaves;
  private final Refusals refusals;
  private long found;

  /** Writes to tables in this machine's memory. */
  PageTableWrites(DirectPaging paging) {
    memory = paging.memory();
    frames = paging.frames();
    leaves = paging.types().leaves();
    refusals = paging.refusals();
  }

  /**
   * Whether the address is mapped read-only to an L1 of the domain, so that a store may be carried
   * out.
   */
  public boolean concerns(VcpuPaging vcpu, long linear) {
    long pte = vcpu.leaf(linear);
    if ((pte & (Pte.PRESENT | Pte.RW)) != Pte.PRESENT) {
      return false;
    }
    long table = Pte.mfn(pte);
    return frames.isValid(table)
        && frames.owner(table) == vcpu.domain().id().raw()
        && frames.type(table) == FrameType.L1
        && frames.typeCount(table) != 0
        && frames.isValidated(table);
  }

  /**
   * Carries out a plain store.
   *
   * @param fault the address that faulted (CR2)
   * @param address the first byte of the store
   * @param bytes 1, 2, 4 or 8
   */
  public Outcome store(VcpuPaging vcpu, long fault, long address, int bytes, long value) {
    return write(vcpu, fault, address, bytes, value, false, 0);
  }

  /** Carries out a compare-and-exchange. */
  public Outcome compareAndExchange(
      VcpuPaging vcpu, long fault, long address, int bytes, long expected, long value) {
    return write(vcpu, fault, address, bytes, value, true, expected);
  }

  /** The value that the last {@link Outcome#FOUND_OTHER} found, as wide as its operand. */
  public long found() {
    return found;
  }

  private Outcome write(
      VcpuPaging vcpu,
      long fault,
      long address,
      int bytes,
      long value,
      boolean compare,
      long expected) {
    DomainMemory domain = vcpu.domain();
    refusals.begin("write to a page table at va %x, value %x", domain, address, value);
    refusals.noEntry();
    boolean inPage = (address ^ fault) >>> 12 == 0 && (address & bytes - 1) == 0;
    if (!inPage || !concerns(vcpu, address)) {
      refusals.refuse(Rc.EFAULT, "only aligned stores into one L1 are carried out");
      return Outcome.REFUSED;
    }
    long table = Pte.mfn(vcpu.leaf(address));
    int slot = (int) address >>> 3 & 511;
    long old = leaves.read(table, slot);
    int shift = (int) (address & 7) * 8;
    long mask = bytes == 8 ? -1 : (1L << bytes * 8) - 1 << shift;
    if (compare && ((expected << shift ^ old) & mask) != 0) {
      found = (old & mask) >>> shift;
      return Outcome.FOUND_OTHER;
    }
    long wanted = old & ~mask | value << shift & mask;
    boolean mayBeHalf = domain.is32() && bytes == 4 && (address & 4) != 0 && !compare;
    return replace(table, slot, old, wanted, domain, mayBeHalf);
  }

  private Outcome replace(
      long table, int slot, long old, long wanted, DomainMemory domain, boolean mayBeHalf) {
    long entry = wanted;
    if (Pte.isPresent(entry)) {
      refusals.entry(table, 1, slot, entry);
      refusals.quiet(mayBeHalf);
      int rc = leaves.get(entry, domain, domain);
      refusals.quiet(false);
      if (rc != Rc.OK && !mayBeHalf) {
        return Outcome.REFUSED;
      }
      if (rc != Rc.OK) {
        // The halves of a PAE entry come in two stores; the other one follows and makes it present.
        entry &= ~Pte.PRESENT;
      }
    }
    memory.putU64((table << 12) + 8L * slot, Pte.adjust(entry, 1, domain.abi()));
    leaves.put(old);
    return Outcome.DONE;
  }
}
