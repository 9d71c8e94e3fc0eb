package dev.xenolith.hv.grant;

import dev.xenolith.abi.layout.Abi;
import dev.xenolith.abi.layout.GuestBytes;
import dev.xenolith.abi.num.DomId;
import dev.xenolith.abi.num.Mfn;
import dev.xenolith.abi.xen.GrantEntryV1;
import java.util.ArrayList;
import java.util.List;

/** The version 1 table in the frames the granter shares with the hypervisor. */
final class SharedEntries {
  private static final int ENTRY_BYTES = GrantEntryV1.LAYOUT.size(Abi.PV64);
  static final int PER_FRAME = Mfn.PAGE_SIZE / ENTRY_BYTES;

  private final GuestBytes memory;
  private final List<Mfn> frames = new ArrayList<>();

  SharedEntries(GuestBytes memory) {
    this.memory = memory;
  }

  List<Mfn> frames() {
    return frames;
  }

  int count() {
    return frames.size() * PER_FRAME;
  }

  boolean contains(int ref) {
    return ref >= 0 && ref < count();
  }

  /** Flags in the low half, domain in the high half, read at once. */
  int header(int ref) {
    return memory.getU32(maddr(ref));
  }

  static int flags(int header) {
    return header & 0xFFFF;
  }

  static DomId grantee(int header) {
    return new DomId(header >>> 16);
  }

  Mfn frame(int ref) {
    return new Mfn(Integer.toUnsignedLong(GrantEntryV1.FRAME.get(memory, maddr(ref), Abi.PV64)));
  }

  /**
   * Changes the header if it still is the expected one. Guests of this CPU stand still meanwhile.
   */
  boolean replaceHeader(int ref, int expected, int replacement) {
    if (header(ref) != expected) {
      return false;
    }
    memory.putU32(maddr(ref), replacement);
    return true;
  }

  void clearFlags(int ref, int bits) {
    memory.putU32(maddr(ref), header(ref) & ~bits);
  }

  void swap(int a, int b) {
    long entryA = memory.getU64(maddr(a));
    memory.putU64(maddr(a), memory.getU64(maddr(b)));
    memory.putU64(maddr(b), entryA);
  }

  private long maddr(int ref) {
    return frames.get(ref / PER_FRAME).toMaddr().raw() + (long) (ref % PER_FRAME) * ENTRY_BYTES;
  }
}
