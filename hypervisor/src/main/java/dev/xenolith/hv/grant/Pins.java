package dev.xenolith.hv.grant;

import static dev.xenolith.abi.xen.GrantStatus.BAD_GNTREF;
import static dev.xenolith.abi.xen.GrantStatus.BAD_PAGE;
import static dev.xenolith.abi.xen.GrantStatus.EAGAIN;
import static dev.xenolith.abi.xen.GrantStatus.GENERAL_ERROR;
import static dev.xenolith.abi.xen.GrantStatus.OKAY;

import dev.xenolith.abi.num.DomId;
import dev.xenolith.abi.num.Mfn;
import dev.xenolith.abi.xen.GrantFlags;
import dev.xenolith.abi.xen.GrantMapFlags;
import dev.xenolith.abi.xen.GrantStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/** The granter's side: which entries are in use, by whom and how. */
final class Pins {
  private final DomId granter;
  private final SharedEntries shared;
  private final GrantFrames frames;
  private final Map<Integer, ActiveEntry> active = new TreeMap<>();
  private String refusal = "";

  Pins(DomId granter, SharedEntries shared, GrantFrames frames) {
    this.granter = granter;
    this.shared = shared;
    this.frames = frames;
  }

  SharedEntries shared() {
    return shared;
  }

  String refusal() {
    return refusal;
  }

  boolean isAnyPinned() {
    return !active.isEmpty();
  }

  /** Whether an entry is in use that the toolstack did not make. */
  boolean isAnyPinnedButReserved() {
    return active.keySet().stream().anyMatch(ref -> ref >= SharedEntries.RESERVED);
  }

  boolean isPinned(int ref) {
    return active.containsKey(ref);
  }

  /** The frame of an entry in use. */
  Mfn frame(int ref) {
    return active.get(ref).frame();
  }

  ActiveEntry entry(int ref) {
    return active.get(ref);
  }

  boolean isGranted(Mfn frame, DomId grantee) {
    return active.values().stream()
        .anyMatch(a -> a.grantee.equals(grantee) && a.frame().equals(frame));
  }

  /**
   * Counts a mapping as {@code flags} say; the shared entry must allow it. No reference is taken.
   */
  GrantStatus pinForMap(int ref, DomId grantee, int flags) {
    GrantStatus status = check(ref, grantee, flags);
    if (status != OKAY) {
      return status;
    }
    if (isPinned(ref) && active.get(ref).part.isSubPage()) {
      return refuse(GENERAL_ERROR, ref, "is in use as part of a page");
    }
    return pin(ref, grantee, flags, shared.entries().copy(ref), true);
  }

  /**
   * Counts a copy under way. No reference is taken.
   *
   * @param others the tables a transitive grant may lead to; null if it may not
   */
  GrantStatus pinForCopy(
      int ref, DomId grantee, boolean readonly, Function<DomId, GrantTable> others) {
    int flags = copyFlags(readonly);
    GrantStatus status = check(ref, grantee, flags);
    if (status != OKAY) {
      return status;
    }
    Entries.Copy copy = shared.entries().copy(ref);
    return copy.forward() == null
        ? pin(ref, grantee, flags, copy, false)
        : pinTransitive(ref, grantee, readonly, copy, others);
  }

  void unpinCopy(int ref, boolean readonly) {
    ActiveEntry entry = active.get(ref);
    unpin(ref, copyFlags(readonly));
    if (entry.source != null) {
      entry.source.unpinCopy(entry.sourceRef, readonly);
    }
  }

  private static int copyFlags(boolean readonly) {
    return GrantMapFlags.HOST_MAP | (readonly ? GrantMapFlags.READONLY : 0);
  }

  private GrantStatus check(int ref, DomId grantee, int flags) {
    if (!shared.contains(ref)) {
      return refuse(BAD_GNTREF, ref, "is beyond the table of " + shared.count() + " entries");
    }
    ActiveEntry entry = active.get(ref);
    if (entry != null && !entry.grantee.equals(grantee)) {
      return refuse(GENERAL_ERROR, ref, "is in use by " + entry.grantee);
    }
    return entry == null || entry.canPin(flags)
        ? OKAY
        : refuse(GENERAL_ERROR, ref, "is mapped too often");
  }

  private GrantStatus pin(int ref, DomId grantee, int flags, Entries.Copy copy, boolean map) {
    boolean readonly = MapFlags.isReadonly(flags);
    GrantStatus marked = markIfNeeded(ref, grantee, copy, readonly, map);
    if (marked != OKAY) {
      return marked;
    }
    ActiveEntry entry = active.get(ref);
    if (entry == null) {
      Entries.Part part = copy.part();
      if (!granter.equals(frames.owner(part.frame()))) {
        unmark(ref, readonly);
        return refuse(BAD_PAGE, ref, "grants " + part.frame() + ", which is not the granter's");
      }
      entry = new ActiveEntry(grantee, part, granter);
      active.put(ref, entry);
    }
    entry.pin(flags);
    return OKAY;
  }

  /** Pins both this entry and the one it leads to, which must not lead further. */
  private GrantStatus pinTransitive(
      int ref,
      DomId grantee,
      boolean readonly,
      Entries.Copy copy,
      Function<DomId, GrantTable> others) {
    GrantStatus status = markIfNeeded(ref, grantee, copy, readonly, false);
    if (status != OKAY) {
      return status;
    }
    Entries.Forward forward = copy.forward();
    GrantTable table = others == null ? null : others.apply(forward.granter());
    int sourceRef = forward.ref().raw();
    if (others == null) {
      status = refuse(GENERAL_ERROR, ref, "is transitive where that is not allowed");
    } else if (table == null || forward.granter().equals(granter)) {
      status = refuse(GENERAL_ERROR, ref, "refers to " + forward.granter());
    } else {
      status = table.pins().pinForCopy(sourceRef, granter, readonly, null);
      refusal = table.pins().refusal;
    }
    if (status != OKAY) {
      unmark(ref, readonly);
      return status;
    }
    // Whatever part it is, it counts as one: that keeps it from being mapped.
    Entries.Part got = table.pins().entry(sourceRef).part;
    Entries.Part part = new Entries.Part(got.frame(), got.start(), got.length(), true);
    ActiveEntry entry = active.get(ref);
    if (entry == null) {
      entry = new ActiveEntry(grantee, part, forward.granter(), table.pins(), sourceRef);
      active.put(ref, entry);
    } else if (entry.source != table.pins() || entry.sourceRef != sourceRef) {
      table.pins().unpinCopy(sourceRef, readonly);
      unmark(ref, readonly);
      return refuse(EAGAIN, ref, "led elsewhere when it was first used");
    }
    entry.pin(copyFlags(readonly));
    return OKAY;
  }

  private GrantStatus markIfNeeded(
      int ref, DomId grantee, Entries.Copy copy, boolean readonly, boolean map) {
    ActiveEntry entry = active.get(ref);
    boolean needed = entry == null || !readonly && !entry.isWritePinned();
    return needed ? mark(ref, grantee, copy.header(), entry == null, readonly, map) : OKAY;
  }

  /**
   * Sets GTF_reading, and GTF_writing unless readonly, if the entry allows that as it was when it
   * was read, and if it still is that.
   */
  private GrantStatus mark(
      int ref, DomId grantee, int header, boolean isFirst, boolean readonly, boolean map) {
    int flags = Entries.flags(header);
    if (isFirst && !permits(flags, map)) {
      return refuse(GENERAL_ERROR, ref, "permits no such access: flags 0x%x".formatted(flags));
    }
    if (isFirst && !Entries.grantee(header).equals(grantee)) {
      return refuse(GENERAL_ERROR, ref, "is for " + Entries.grantee(header) + ", not " + grantee);
    }
    if (!readonly && (flags & GrantFlags.READONLY) != 0) {
      return refuse(GENERAL_ERROR, ref, "is for reading only");
    }
    int marks = GrantFlags.READING | (readonly ? 0 : GrantFlags.WRITING);
    return shared.entries().mark(ref, header, marks)
        ? OKAY
        : refuse(GENERAL_ERROR, ref, "changes while it is read");
  }

  private boolean permits(int flags, boolean map) {
    boolean transitive =
        (flags & GrantFlags.TYPE_MASK) == GrantFlags.TRANSITIVE && shared.version() == 2;
    int mask = GrantFlags.TYPE_MASK | (map ? GrantFlags.SUB_PAGE : 0);
    return (flags & mask) == GrantFlags.PERMIT_ACCESS || transitive && !map;
  }

  /** Takes back the marks that no pin calls for, after an access of this kind. */
  private void unmark(int ref, boolean readonly) {
    ActiveEntry entry = active.get(ref);
    int marks = entry == null ? GrantFlags.READING : 0;
    if (!readonly && (entry == null || !entry.isWritePinned())) {
      marks |= GrantFlags.WRITING;
    }
    if (marks != 0) {
      shared.entries().clear(ref, marks);
    }
  }

  /** Takes back one pin, and from the shared entry the marks that no pin calls for any more. */
  void unpin(int ref, int flags) {
    ActiveEntry entry = active.get(ref);
    entry.unpin(flags);
    if (!entry.isPinned()) {
      active.remove(ref);
    }
    unmark(ref, MapFlags.isReadonly(flags));
  }

  /** Takes the references of a mapping: one for each kind, and with it one to being writable. */
  boolean reference(int ref, int flags) {
    Mfn frame = frame(ref);
    boolean writable = !MapFlags.isReadonly(flags);
    if (MapFlags.isDevice(flags) && !referenceOnce(frame, writable)) {
      return false;
    }
    if (MapFlags.isHost(flags) && !referenceOnce(frame, writable)) {
      dereference(frame, flags & ~GrantMapFlags.HOST_MAP);
      return false;
    }
    return true;
  }

  private boolean referenceOnce(Mfn frame, boolean writable) {
    if (!frames.get(frame, granter)) {
      return false;
    }
    if (writable && !frames.getWritable(frame)) {
      frames.put(frame);
      return false;
    }
    return true;
  }

  /** Drops the references of a mapping. */
  void dereference(Mfn frame, int flags) {
    int kinds = Integer.bitCount(flags & (GrantMapFlags.HOST_MAP | GrantMapFlags.DEVICE_MAP));
    for (int i = 0; i < kinds; i++) {
      if (!MapFlags.isReadonly(flags)) {
        frames.putWritable(frame);
      }
      frames.put(frame);
    }
  }

  /** The second half of unmapping. */
  void release(int ref, Mfn frame, int done) {
    dereference(frame, done);
    unpin(ref, done);
  }

  Map<Integer, ActiveEntry> active() {
    return active;
  }

  List<String> dump() {
    List<String> lines = new ArrayList<>();
    active.forEach((ref, entry) -> lines.add("[%3d] %s".formatted(ref, entry)));
    return lines;
  }

  private GrantStatus refuse(GrantStatus status, int ref, String why) {
    refusal = "gref " + ref + " of " + granter + " " + why;
    return status;
  }
}
