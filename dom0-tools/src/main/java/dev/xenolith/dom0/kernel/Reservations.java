package dev.xenolith.dom0.kernel;

import dev.xenolith.abi.call.Hypercall;
import dev.xenolith.abi.call.MemoryOp;
import dev.xenolith.abi.layout.Abi;
import dev.xenolith.abi.layout.GuestBytes;
import dev.xenolith.abi.num.DomId;
import dev.xenolith.abi.xen.XenForeignMemoryMap;
import dev.xenolith.abi.xen.XenMemoryMap;
import dev.xenolith.abi.xen.XenMemoryReservation;

/** Gives memory to domains and takes it back. */
public final class Reservations {
  private static final int BATCH = 1024;

  /** sizeof(struct e820entry): two 64-bit numbers and a 32-bit one, packed. */
  private static final int E820_ENTRY = 20;

  private static final int E820_RAM = 1;

  private final Hypercalls hypercalls;

  Reservations(Hypercalls hypercalls) {
    this.hypercalls = hypercalls;
  }

  /**
   * Gives pages to a domain.
   *
   * @param pfnsRaw the first pfn of each extent; replaced by its first mfn
   * @param order log2 of an extent's size in pages
   * @return how many extents it got: fewer than asked when memory ran out
   */
  public int populate(DomId domid, long[] pfnsRaw, int order) throws HypercallFailedException {
    return all(MemoryOp.POPULATE_PHYSMAP, domid, pfnsRaw, order);
  }

  /**
   * Takes pages from a domain.
   *
   * @param mfnsRaw the first mfn of each extent
   * @return how many were taken
   */
  public int decrease(DomId domid, long[] mfnsRaw, int order) throws HypercallFailedException {
    return all(MemoryOp.DECREASE_RESERVATION, domid, mfnsRaw, order);
  }

  /**
   * Tells a domain that its memory is one range of RAM from 0 on.
   *
   * @param bytes the most memory it may ever have
   */
  public void setMemoryMap(DomId domid, long bytes) throws HypercallFailedException {
    try (Arguments.Scope scope = hypercalls.open()) {
      GuestBytes memory = scope.memory();
      long entry = scope.bytes(E820_ENTRY);
      memory.putU64(entry, 0);
      memory.putU64(entry + 8, bytes);
      memory.putU32(entry + 16, E820_RAM);
      long at = scope.struct(XenForeignMemoryMap.LAYOUT);
      long map = at + XenForeignMemoryMap.MAP.at(Abi.PV64);
      XenForeignMemoryMap.DOMID.put(memory, at, Abi.PV64, domid.raw());
      XenMemoryMap.NR_ENTRIES.put(memory, map, Abi.PV64, 1);
      XenMemoryMap.BUFFER.put(memory, map, Abi.PV64, entry);
      Hypercalls.checked(
          MemoryOp.SET_MEMORY_MAP.cName() + " for " + domid,
          hypercalls.raw(Hypercall.MEMORY_OP, MemoryOp.SET_MEMORY_MAP.number, at));
    }
  }

  private int all(MemoryOp op, DomId domid, long[] extents, int order)
      throws HypercallFailedException {
    for (int first = 0; first < extents.length; first += BATCH) {
      int count = Math.min(BATCH, extents.length - first);
      int done = batch(op, domid, extents, first, count, order);
      if (done < count) {
        return first + done;
      }
    }
    return extents.length;
  }

  private int batch(MemoryOp op, DomId domid, long[] extents, int first, int count, int order)
      throws HypercallFailedException {
    try (Arguments.Scope scope = hypercalls.open()) {
      long list = scope.longs(extents, first, count);
      long at = scope.struct(XenMemoryReservation.LAYOUT);
      XenMemoryReservation.EXTENT_START.put(scope.memory(), at, Abi.PV64, list);
      XenMemoryReservation.NR_EXTENTS.put(scope.memory(), at, Abi.PV64, count);
      XenMemoryReservation.EXTENT_ORDER.put(scope.memory(), at, Abi.PV64, order);
      XenMemoryReservation.DOMID.put(scope.memory(), at, Abi.PV64, domid.raw());
      long done =
          Hypercalls.checked(
              op.cName() + " for " + domid, hypercalls.raw(Hypercall.MEMORY_OP, op.number, at));
      for (int i = 0; i < done; i++) {
        extents[first + i] = scope.memory().getU64(list + 8L * i);
      }
      return (int) done;
    }
  }
}
