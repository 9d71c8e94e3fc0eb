package dev.xenolith.hv.mm;

import dev.xenolith.abi.layout.Abi;
import dev.xenolith.abi.num.DomId;
import dev.xenolith.abi.num.Mfn;
import dev.xenolith.abi.xen.VirtualLayout;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;

/**
 * The memory of one domain: its frames in order, its limits, and what its kernel may do with them.
 */
public final class DomainMemory {
  /** The walk of a domain's frames has gone through all. */
  public static final long END = -1;

  private final FrameTable frames;
  private final DomId id;
  private Abi abi;
  private final boolean privileged;
  private long maxPages;
  private long totalPages;
  private long xenHeapPages;
  private int firstPlusOne;
  private int lastPlusOne;
  private boolean dying;
  private boolean relinquished;
  private boolean strictM2p;
  private byte[] memoryMap;
  private int memoryMapEntries;
  private TableWork work;
  private final ArrayDeque<Long> parked = new ArrayDeque<>();
  private long failedMfn = -1;
  private int failedLevel;
  private int failure;
  private final List<VcpuPaging> vcpus = new ArrayList<>();
  private final PerDomainArea area;

  DomainMemory(FrameTable frames, DomId id, Abi abi, boolean privileged, PerDomainArea area) {
    this.frames = frames;
    this.id = id;
    this.abi = abi;
    this.privileged = privileged;
    this.area = area;
  }

  public DomId id() {
    return id;
  }

  /** Width of its kernel, which decides the shape of its page tables. */
  public Abi abi() {
    return abi;
  }

  /** Changes the width: true, or false when the domain has memory already (-EACCES). */
  public boolean setAbi(Abi newAbi) {
    if (totalPages != 0) {
      return false;
    }
    abi = newAbi;
    for (VcpuPaging vcpu : vcpus) {
      vcpu.abiChanged();
    }
    return true;
  }

  boolean is32() {
    return abi == Abi.PV32;
  }

  /** Whether it may map the frames of other domains. */
  public boolean isPrivileged() {
    return privileged;
  }

  /** The most pages it may have. */
  public long maxPages() {
    return maxPages;
  }

  /** Sets the most pages it may have, which may be fewer than it has. */
  public void setMaxPages(long pages) {
    maxPages = pages;
  }

  /** How many pages it has. */
  public long totalPages() {
    return totalPages;
  }

  /** How many of the hypervisor's own pages are shared with it. */
  public long xenHeapPages() {
    return xenHeapPages;
  }

  /** Whether destruction has begun. */
  public boolean isDying() {
    return dying;
  }

  /** Says that destruction has begun. */
  public void setDying() {
    dying = true;
  }

  /** Whether everything was taken from it that nobody else refers to. */
  boolean isRelinquished() {
    return relinquished;
  }

  void setRelinquished() {
    relinquished = true;
  }

  /** Whether the read-only M2P is hidden from user mode (VMASST_TYPE_m2p_strict). */
  public boolean isStrictM2p() {
    return strictM2p;
  }

  /** Follows vm_assist. */
  public void setStrictM2p(boolean strict) {
    strictM2p = strict;
  }

  /** Start of the hypervisor hole. */
  public long holeStart() {
    return VirtualLayout.HYPERVISOR_START_PAE;
  }

  /**
   * The pseudo-physical memory map as an array of {@code struct e820entry}, or null while unset.
   */
  public byte[] memoryMap() {
    return memoryMap;
  }

  /** How many entries the map has. */
  public int memoryMapEntries() {
    return memoryMapEntries;
  }

  /** Sets the map the guest sees. */
  public void setMemoryMap(byte[] e820, int entries) {
    memoryMap = e820;
    memoryMapEntries = entries;
  }

  /** The paging state of its vCPUs, in order of index. */
  public List<VcpuPaging> vcpus() {
    return List.copyOf(vcpus);
  }

  void add(VcpuPaging vcpu) {
    vcpus.add(vcpu);
  }

  void remove(VcpuPaging vcpu) {
    vcpus.remove(vcpu);
  }

  PerDomainArea area() {
    return area;
  }

  /** Whether table work was interrupted: {@link PageTypes#finish} goes on with it. */
  public boolean hasWork() {
    return work != null;
  }

  /**
   * Table work that was interrupted, or null. Everything that touches this domain's tables ends it
   * first.
   */
  TableWork work() {
    return work;
  }

  void work(TableWork interrupted) {
    work = interrupted;
  }

  /**
   * Keeps a validated table, with a type and a general reference, for the request that waits for
   * it.
   */
  void park(long mfnRaw) {
    parked.add(mfnRaw);
  }

  /** The parked tables. */
  List<Long> parked() {
    return List.copyOf(parked);
  }

  /** Hands a parked table and its references over, or answers -1. */
  long unpark() {
    return parked.isEmpty() ? -1 : parked.remove();
  }

  /** Remembers that a validation failed, for the request that waits for it. */
  void failure(long mfnRaw, int level, int rc) {
    failedMfn = mfnRaw;
    failedLevel = level;
    failure = rc;
  }

  /** The remembered failure of this validation, once; or null. */
  Integer takeFailure(long mfnRaw, int level) {
    if (failedMfn != mfnRaw || failedLevel != level) {
      return null;
    }
    failedMfn = -1;
    return failure;
  }

  void forgetFailure() {
    failedMfn = -1;
  }

  void sharedXenPages(int change) {
    xenHeapPages += change;
  }

  /** Visits its frames in the order it got them. The visitor must not change the list. */
  public void forEachFrame(LongConsumer visitor) {
    for (long at = firstFrame(); at != END; at = nextFrame(at)) {
      visitor.accept(at);
    }
  }

  /** The frame it has had longest, or {@link #END}. */
  public long firstFrame() {
    return firstPlusOne - 1L;
  }

  /** The frame it got after this one, or {@link #END}. */
  public long nextFrame(long mfnRaw) {
    return frames.next(mfnRaw) - 1L;
  }

  /** Its frames in order. */
  public List<Mfn> frameList() {
    List<Mfn> all = new ArrayList<>();
    forEachFrame(mfnRaw -> all.add(new Mfn(mfnRaw)));
    return all;
  }

  void append(long mfnRaw) {
    int plusOne = (int) mfnRaw + 1;
    frames.previous(mfnRaw, lastPlusOne);
    frames.next(mfnRaw, 0);
    if (lastPlusOne == 0) {
      firstPlusOne = plusOne;
    } else {
      frames.next(lastPlusOne - 1L, plusOne);
    }
    lastPlusOne = plusOne;
    totalPages++;
  }

  void unlink(long mfnRaw) {
    int next = frames.next(mfnRaw);
    int previous = frames.previous(mfnRaw);
    if (previous == 0) {
      firstPlusOne = next;
    } else {
      frames.next(previous - 1L, next);
    }
    if (next == 0) {
      lastPlusOne = previous;
    } else {
      frames.previous(next - 1L, previous);
    }
    frames.next(mfnRaw, 0);
    frames.previous(mfnRaw, 0);
    totalPages--;
  }

  @Override
  public String toString() {
    return id + " (" + totalPages + " of " + maxPages + " pages)";
  }
}
