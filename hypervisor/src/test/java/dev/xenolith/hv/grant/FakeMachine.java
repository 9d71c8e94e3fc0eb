package dev.xenolith.hv.grant;

import dev.xenolith.abi.layout.Abi;
import dev.xenolith.abi.layout.ByteArrayBytes;
import dev.xenolith.abi.num.DomId;
import dev.xenolith.abi.num.Mfn;
import dev.xenolith.abi.xen.GrantEntryV1;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Frames with owners and counts, and page tables that are a map. */
final class FakeMachine implements GrantFrames {
  static final int FRAMES = 64;

  final ByteArrayBytes memory = new ByteArrayBytes(FRAMES * Mfn.PAGE_SIZE);
  final int[] references = new int[FRAMES];
  final int[] writable = new int[FRAMES];
  final boolean[] pageTable = new boolean[FRAMES];
  private final DomId[] owners = new DomId[FRAMES];
  private int nextShared = FRAMES - 1;

  void own(DomId domain, int... mfns) {
    for (int mfn : mfns) {
      owners[mfn] = domain;
    }
  }

  private boolean exists(Mfn mfn) {
    return mfn.raw() >= 0 && mfn.raw() < FRAMES;
  }

  @Override
  public boolean get(Mfn mfn, DomId owner) {
    if (!owner.equals(owner(mfn))) {
      return false;
    }
    references[(int) mfn.raw()]++;
    return true;
  }

  @Override
  public void put(Mfn mfn) {
    references[(int) mfn.raw()]--;
  }

  @Override
  public boolean getWritable(Mfn mfn) {
    if (pageTable[(int) mfn.raw()]) {
      return false;
    }
    writable[(int) mfn.raw()]++;
    return true;
  }

  @Override
  public void putWritable(Mfn mfn) {
    writable[(int) mfn.raw()]--;
  }

  @Override
  public DomId owner(Mfn mfn) {
    return exists(mfn) ? owners[(int) mfn.raw()] : null;
  }

  @Override
  public Mfn allocateShared(DomId domain) {
    return new Mfn(nextShared--);
  }

  @Override
  public boolean isSharedInUse(Mfn mfn) {
    return references[(int) mfn.raw()] > 0;
  }

  @Override
  public void releaseShared(Mfn mfn, DomId domain) {}

  /** Writes a shared entry, as the granter does. */
  void grant(GrantTable granter, int ref, DomId to, int frame, int flags) {
    long at = granter.sharedFrames().get(0).toMaddr().raw() + ref * 8L;
    GrantEntryV1.FRAME.put(memory, at, Abi.PV32, frame);
    GrantEntryV1.DOMID.put(memory, at, Abi.PV32, to.raw());
    GrantEntryV1.FLAGS.put(memory, at, Abi.PV32, flags);
  }

  int flags(GrantTable granter, int ref) {
    return GrantEntryV1.FLAGS.get(
        memory, granter.sharedFrames().get(0).toMaddr().raw() + ref * 8L, Abi.PV32);
  }

  /** Page tables of one vCPU. */
  static final class Tables implements HostMappings {
    final Map<Long, Mfn> entries = new TreeMap<>();
    final List<String> log = new ArrayList<>();

    @Override
    public boolean create(long address, Mfn frame, int mapFlags) {
      if (address == 0xBAD) {
        return false;
      }
      entries.put(address, frame);
      return true;
    }

    @Override
    public boolean replace(long address, Mfn frame, long newAddress, int mapFlags) {
      if (!frame.equals(entries.get(address))) {
        return false;
      }
      entries.remove(address);
      if (newAddress != 0) {
        entries.put(address, entries.remove(newAddress));
      }
      log.add("removed");
      return true;
    }

    @Override
    public void flushTlb() {
      log.add("flushed");
    }
  }
}
