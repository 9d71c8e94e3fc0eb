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

  /** Where the entry leads, or null if it is not a transitive one. */
  EntriesV2.Forward forward(int ref) {
    int type = Entries.flags(entries.header(ref)) & GrantFlags.TYPE_MASK;
    return entries instanceof EntriesV2 v2 && type == GrantFlags.TRANSITIVE
        ? v2.forward(ref)
        : null;
  }

  /** A reserved entry as both versions can say it. */
  private record Reserved(int flags, int domid, int frame) {}

  /** Whether version 1 can say what the reserved entries of this version 2 table say. */
  boolean fitVersion1() {
    for (int ref = 0; ref < RESERVED; ref++) {
      int type = Entries.flags(entries.header(ref)) & GrantFlags.TYPE_MASK;
      long frame = GrantEntryV2.FRAME.get(memory, entries.maddr(ref), Abi.PV64);
      if (type == GrantFlags.TRANSITIVE || type == GrantFlags.PERMIT_ACCESS && frame >>> 32 != 0) {
        return false;
      }
    }
    return true;
  }

  /** Empties the table and makes it one of the other version, but for the reserved entries. */
  void switchVersion() {
    Reserved[] kept = new Reserved[RESERVED];
    for (int ref = 0; ref < RESERVED; ref++) {
      kept[ref] = entries instanceof EntriesV2 v2 ? keep2(v2, ref) : keep1(ref);
    }
    byte[] empty = new byte[Mfn.PAGE_SIZE];
    frames.forEach(f -> memory.put(f.toMaddr().raw(), empty, 0, empty.length));
    entries =
        version() == 1
            ? new EntriesV2(memory, frames, statusFrames)
            : new EntriesV1(memory, frames);
    for (int ref = 0; ref < RESERVED; ref++) {
      restore(ref, kept[ref]);
    }
  }

  private Reserved keep1(int ref) {
    int header = entries.header(ref);
    int frame = GrantEntryV1.FRAME.get(memory, entries.maddr(ref), Abi.PV64);
    return new Reserved(Entries.flags(header), Entries.grantee(header).raw(), frame);
  }

  private Reserved keep2(EntriesV2 v2, int ref) {
    int header = v2.header(ref);
    int flags = Entries.flags(header);
    if ((flags & GrantFlags.TYPE_MASK) != GrantFlags.PERMIT_ACCESS) {
      return new Reserved(0, 0, 0);
    }
    long frame = GrantEntryV2.FRAME.get(memory, v2.maddr(ref), Abi.PV64);
    return new Reserved(flags | v2.statusOf(ref), Entries.grantee(header).raw(), (int) frame);
  }

  private void restore(int ref, Reserved kept) {
    long at = entries.maddr(ref);
    if (entries instanceof EntriesV2 v2) {
      GrantEntryV2.FLAGS.put(memory, at, Abi.PV64, kept.flags & ~MARKS);
      GrantEntryV2.DOMID.put(memory, at, Abi.PV64, kept.domid);
      GrantEntryV2.FRAME.put(memory, at, Abi.PV64, Integer.toUnsignedLong(kept.frame));
      v2.mark(ref, 0, kept.flags & MARKS);
    } else {
      GrantEntryV1.FLAGS.put(memory, at, Abi.PV64, kept.flags);
      GrantEntryV1.DOMID.put(memory, at, Abi.PV64, kept.domid);
      GrantEntryV1.FRAME.put(memory, at, Abi.PV64, kept.frame);
    }
  }
}
