package dev.xenolith.hv.mm;

import dev.xenolith.abi.xen.VirtualLayout;
import dev.xenolith.hv.machine.memory.MachineMemory;
import java.util.BitSet;

/**
 * The machine-to-physical table: which page of its owner a frame is, as the guest itself says. Kept
 * in machine memory in both widths, because guests read it through their page tables.
 *
 * <p>An entry of a frame without owner is all ones. A page of the table that was never needed is
 * not committed: all such pages are mapped to one frame of ones.
 */
public final class MachineToPhys {
  /** The entry of a frame nobody owns (INVALID_M2P_ENTRY). */
  public static final long INVALID = -1;

  /** Where a 64-bit guest sees the table. */
  public static final long START_64 = VirtualLayout.HYPERVISOR_START_64;

  /** End of the area reserved for it: half of an L4 slot. */
  public static final long END_64 = VirtualLayout.MACH2PHYS_END_64;

  /** End of the area a 32-bit guest sees it in. */
  public static final long COMPAT_END = 0xFFE00000L;

  private static final int ENTRIES_64 = 512;
  private static final int ENTRIES_32 = 1024;
  private static final int COMPAT_SLOTS = 83;

  private final MachineMemory memory;
  private final XenHeap heap;
  private final long entries;
  private final long base64;
  private final long base32;
  private final long ones;
  private final long l3;
  private final long[] l1For64;
  private final long[] l1For32;
  private final BitSet present64 = new BitSet();
  private final BitSet present32 = new BitSet();
  private final Runnable flush;

  /** How many frames the table of a machine of this size takes, both widths and alignment. */
  static long framesNeeded(long machineFrames) {
    return chunks(machineFrames, 8) * 512 + chunks(machineFrames, 4) * 512;
  }

  /** How many pieces of 2 MiB the entries of this size fill. */
  private static long chunks(long machineFrames, int entryBytes) {
    return (machineFrames * entryBytes + (1 << 21) - 1) >>> 21;
  }

  /**
   * Makes the table in {@link #framesNeeded} frames from {@code firstMfn} on.
   *
   * @param flush makes all vCPUs forget their translations
   */
  MachineToPhys(MachineMemory memory, XenHeap heap, long firstMfn, Runnable flush) {
    this.memory = memory;
    this.heap = heap;
    this.flush = flush;
    entries = memory.frames();
    base64 = firstMfn;
    base32 = firstMfn + chunks(entries, 8) * 512;
    for (long mfn = firstMfn; mfn < firstMfn + framesNeeded(entries); mfn++) {
      heap.claim(mfn);
    }
    ones = heap.require();
    memory.fillFrame(ones, 0xFF);
    l3 = heap.require();
    l1For64 = new long[(int) chunks(entries, 8)];
    l1For32 = new long[(int) Math.min(COMPAT_SLOTS, chunks(entries, 4))];
    for (int i = 0; i < l1For64.length; i++) {
      long l2 = heap.tableAt(l3, i >>> 9, Pte.PRESENT | Pte.USER | Pte.ACCESSED | Pte.RW);
      l1For64[i] = onesTable(Pte.PRESENT | Pte.USER | Pte.ACCESSED | Pte.NX);
      heap.put(l2, i & 511, Pte.of(l1For64[i], Pte.PRESENT | Pte.USER | Pte.ACCESSED | Pte.RW));
    }
    for (int i = 0; i < l1For32.length; i++) {
      // Ring 1 is supervisor: no user bit, as in Xen.
      l1For32[i] = onesTable(Pte.PRESENT | Pte.ACCESSED);
    }
  }

  private long onesTable(long flags) {
    long l1 = heap.require();
    for (int slot = 0; slot < Pte.ENTRIES; slot++) {
      heap.put(l1, slot, Pte.of(ones, flags));
    }
    return l1;
  }

  /** What the owner calls this frame, or {@link #INVALID}. */
  public long get(long mfnRaw) {
    int page = (int) (mfnRaw / ENTRIES_64);
    return present64.get(page) ? memory.getU64((base64 << 12) + 8 * mfnRaw) : INVALID;
  }

  /** Sets what the owner calls this frame. The 32-bit table gets the low half. */
  public void set(long mfnRaw, long pfnRaw) {
    commit64((int) (mfnRaw / ENTRIES_64));
    memory.putU64((base64 << 12) + 8 * mfnRaw, pfnRaw);
    if (mfnRaw / ENTRIES_32 < 512L * l1For32.length) {
      commit32((int) (mfnRaw / ENTRIES_32));
      memory.putU32((base32 << 12) + 4 * mfnRaw, (int) pfnRaw);
    }
  }

  /** Forgets what the owner called this frame. */
  void clear(long mfnRaw) {
    if (present64.get((int) (mfnRaw / ENTRIES_64))) {
      set(mfnRaw, INVALID);
    }
  }

  private void commit64(int page) {
    if (!present64.get(page)) {
      present64.set(page);
      commit(base64 + page, l1For64[page >>> 9], page & 511);
    }
  }

  private void commit32(int page) {
    if (!present32.get(page)) {
      present32.set(page);
      commit(base32 + page, l1For32[page >>> 9], page & 511);
    }
  }

  private void commit(long mfn, long l1, int slot) {
    memory.fillFrame(mfn, 0xFF);
    long flags = heap.get(l1, slot) & ~Pte.FRAME;
    heap.put(l1, slot, Pte.of(mfn, flags));
    flush.run();
  }

  /** How many entries there are. */
  public long entries() {
    return entries;
  }

  /** The L4 entry that shows the 64-bit table. */
  long l4Entry() {
    return Pte.of(l3, Pte.PRESENT | Pte.USER | Pte.ACCESSED | Pte.RW);
  }

  /** Writes the entries that show the 32-bit table into the L2 of the top gigabyte. */
  void installCompat(long l2Mfn, long holeStart) {
    int first = Pte.slot(holeStart, 2);
    for (int i = 0; first + i < Pte.ENTRIES; i++) {
      long pte = i < l1For32.length ? Pte.of(l1For32[i], Pte.PRESENT | Pte.ACCESSED) : 0;
      heap.put(l2Mfn, first + i, pte);
    }
  }

  /** First frames of the 2 MiB pieces of one width's table (XENMEM_machphys_mfn_list). */
  public long[] pieces(boolean compat) {
    long[] l1s = compat ? l1For32 : l1For64;
    for (int page = 0; page < l1s.length * 512; page++) {
      if (compat) {
        commit32(page);
      } else {
        commit64(page);
      }
    }
    long[] mfns = new long[l1s.length];
    for (int i = 0; i < mfns.length; i++) {
      mfns[i] = (compat ? base32 : base64) + 512L * i;
    }
    return mfns;
  }
}
