package dev.xenolith.hv.mm;

import dev.xenolith.abi.num.DomId;
import dev.xenolith.hv.machine.memory.MachineMemory;

/** Frames for the hypervisor's own use: page tables of the hole, shared pages, grant tables. */
final class XenHeap {
  private final MachineMemory memory;
  private final FrameTable frames;
  private final FrameAllocator allocator;

  XenHeap(MachineMemory memory, FrameTable frames, FrameAllocator allocator) {
    this.memory = memory;
    this.frames = frames;
    this.allocator = allocator;
  }

  /**
   * Takes one zeroed frame, owned by DOMID_XEN and never writable for a guest.
   *
   * @return its number or {@link FrameAllocator#NONE}
   */
  long allocate() {
    // Below 4 GiB, so that cr3 of a 32-bit guest and the like can hold it.
    long mfnRaw = allocator.allocate(0, 32);
    if (mfnRaw != FrameAllocator.NONE) {
      claim(mfnRaw);
    }
    return mfnRaw;
  }

  /** As {@link #allocate}, for what the machine cannot do without. */
  long require() {
    long mfnRaw = allocate();
    if (mfnRaw == FrameAllocator.NONE) {
      throw new IllegalStateException("the machine is too small for the hypervisor's own tables");
    }
    return mfnRaw;
  }

  /** Makes a frame the hypervisor's that was never in the allocator. */
  void claim(long mfnRaw) {
    frames.owner(mfnRaw, DomId.XEN);
    frames.countInfo(mfnRaw, FrameTable.ALLOCATED | FrameTable.XEN_HEAP | 1);
    // A reference to "no type" that nobody drops: no other type can ever be had.
    frames.typeInfo(mfnRaw, FrameTable.VALIDATED | 1);
  }

  void free(long mfnRaw) {
    frames.owner(mfnRaw, FrameTable.NO_OWNER);
    frames.countInfo(mfnRaw, 0);
    frames.typeInfo(mfnRaw, 0);
    allocator.release(mfnRaw, 0);
  }

  void put(long tableMfn, int slot, long pte) {
    memory.putU64((tableMfn << 12) + 8L * slot, pte);
  }

  long get(long tableMfn, int slot) {
    return memory.getU64((tableMfn << 12) + 8L * slot);
  }

  /** The table an entry of this table points to, made if there is none yet. */
  long tableAt(long tableMfn, int slot, long flags) {
    long pte = get(tableMfn, slot);
    if (Pte.isPresent(pte)) {
      return Pte.mfn(pte);
    }
    long child = require();
    put(tableMfn, slot, Pte.of(child, flags));
    return child;
  }
}
