package dev.xenolith.hv.grant;

import dev.xenolith.abi.layout.Abi;
import dev.xenolith.abi.layout.GuestBytes;
import dev.xenolith.abi.num.Mfn;
import dev.xenolith.abi.xen.GrantEntryV1;
import dev.xenolith.abi.xen.GrantEntryV2;
import dev.xenolith.abi.xen.GrantFlags;
import java.util.ArrayList;
import java.util.List;

/** The table in the frames the granter shares with the hypervisor, of one version or the other. */
final class SharedEntries {
  /** Those the toolstack makes before the kernel runs: they outlive a change of version. */
  static final int RESERVED = 8;

  private static final int MARKS = GrantFlags.READING | GrantFlags.WRITING;

  private final GuestBytes memory;
  private final List<Mfn> frames = new ArrayList<>();
  private final List<Mfn> statusFrames = new ArrayList<>();
  private Entries entries;

  SharedEntries(GuestBytes memory) {
    this.memory = memory;
    entries = new EntriesV1(memory, frames);
  }

  List<Mfn> frames() {
    return frames;
  }

  /** The frames of status words: of a version 2 table alone. */
  List<Mfn> statusFrames() {
    return statusFrames;
  }

  int version() {
    return entries instanceof EntriesV2 ? 2 : 1;
  }

  int count() {
    return frames.size() * entries.perFrame();
  }

  boolean contains(int ref) {
    return ref >= 0 && ref < count();
  }

  Entries entries() {
    return entries;
  }

  /** A reserved entry as both versions can say it. */
  record Reserved(int flags, int domid, int frame) {}

  /** The reserved entries as the other version can say them, or null if it cannot. */
  List<Reserved> reserved() {
    List<Reserved> all = new ArrayList<>();
    for (int ref = 0; ref < RESERVED; ref++) {
      Entries.Copy copy = entries.copy(ref);
      int flags = Entries.flags(copy.header());
      int type = flags & GrantFlags.TYPE_MASK;
      long frame = copy.part().frame().raw();
      boolean permits = type == GrantFlags.PERMIT_ACCESS;
      if (type == GrantFlags.TRANSITIVE || permits && frame >>> 32 != 0) {
        return null;
      }
      int marks = entries instanceof EntriesV2 v2 ? v2.statusOf(ref) : 0;
      boolean kept = permits || entries instanceof EntriesV1;
      int domid = Entries.grantee(copy.header()).raw();
      all.add(kept ? new Reserved(flags | marks, domid, (int) frame) : new Reserved(0, 0, 0));
    }
    return all;
  }

  /** Empties the table and makes it one of the other version, but for these reserved entries. */
  void switchVersion(List<Reserved> kept) {
    byte[] empty = new byte[Mfn.PAGE_SIZE];
    frames.forEach(f -> memory.put(f.toMaddr().raw(), empty, 0, empty.length));
    entries =
        version() == 1
            ? new EntriesV2(memory, frames, statusFrames)
            : new EntriesV1(memory, frames);
    for (int ref = 0; ref < RESERVED; ref++) {
      restore(ref, kept.get(ref));
    }
  }

  private void restore(int ref, Reserved kept) {
    long at = entries.maddr(ref);
    if (entries instanceof EntriesV2 v2) {
      GrantEntryV2.FLAGS.put(memory, at, Abi.PV64, kept.flags & ~MARKS);
      GrantEntryV2.DOMID.put(memory, at, Abi.PV64, kept.domid);
      GrantEntryV2.FRAME.put(memory, at, Abi.PV64, Integer.toUnsignedLong(kept.frame));
      v2.note(ref, kept.flags & MARKS);
    } else {
      GrantEntryV1.FLAGS.put(memory, at, Abi.PV64, kept.flags);
      GrantEntryV1.DOMID.put(memory, at, Abi.PV64, kept.domid);
      GrantEntryV1.FRAME.put(memory, at, Abi.PV64, kept.frame);
    }
  }
}
