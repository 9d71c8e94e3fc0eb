package dev.xenolith.hv.grant;

import static dev.xenolith.abi.xen.GrantStatus.BAD_GNTREF;
import static dev.xenolith.abi.xen.GrantStatus.BAD_PAGE;
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

/** The granter's side: which entries are in use, by whom and how. */
final class Pins {
  /** How often a shared entry may change under our hands before the granter is called unstable. */
  private static final int ATTEMPTS = 5;

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

  boolean isPinned(int ref) {
    return active.containsKey(ref);
  }

  /** The frame of an entry in use. */
  Mfn frame(int ref) {
    return active.get(ref).frame;
  }

  boolean isGranted(Mfn frame, DomId grantee) {
    return active.values().stream()
        .anyMatch(a -> a.grantee.equals(grantee) && a.frame.equals(frame));
  }

  /**
   * Counts a mapping as {@code flags} say; the shared entry must allow it. No reference is taken.
   */
  GrantStatus pinForMap(int ref, DomId grantee, int flags) {
    return pin(ref, grantee, flags, GrantFlags.TYPE_MASK | GrantFlags.SUB_PAGE);
  }

  /** Counts a copy under way. No reference is taken. */
  GrantStatus pinForCopy(int ref, DomId grantee, boolean readonly) {
    int flags = GrantMapFlags.HOST_MAP | (readonly ? GrantMapFlags.READONLY : 0);
    return pin(ref, grantee, flags, GrantFlags.TYPE_MASK);
  }

  void unpinCopy(int ref, boolean readonly) {
    unpin(ref, GrantMapFlags.HOST_MAP | (readonly ? GrantMapFlags.READONLY : 0));
  }

  private GrantStatus pin(int ref, DomId grantee, int flags, int typeMask) {
    if (!shared.contains(ref)) {
      return refuse(BAD_GNTREF, ref, "is beyond the table of " + shared.count() + " entries");
    }
    ActiveEntry entry = active.get(ref);
    boolean readonly = MapFlags.isReadonly(flags);
    if (entry != null && !entry.grantee.equals(grantee)) {
      return refuse(GENERAL_ERROR, ref, "is in use by " + entry.grantee);
    }
    if (entry != null && !entry.canPin(flags)) {
      return refuse(GENERAL_ERROR, ref, "is mapped too often");
    }
    if (entry == null || !readonly && !entry.isWritePinned()) {
      GrantStatus marked = mark(ref, grantee, entry == null, readonly, typeMask);
      if (marked != OKAY) {
        return marked;
      }
    }
    if (entry == null) {
      Mfn frame = shared.frame(ref);
      if (!granter.equals(frames.owner(frame))) {
        shared.clearFlags(ref, GrantFlags.READING | GrantFlags.WRITING);
        return refuse(BAD_PAGE, ref, "grants " + frame + ", which is not the granter's");
      }
      entry = new ActiveEntry();
      entry.grantee = grantee;
      entry.frame = frame;
      active.put(ref, entry);
    }
    entry.pin(flags);
    return OKAY;
  }

  /**
   * Sets GTF_reading, and GTF_writing unless readonly, if the entry as it then stands allows that.
   */
  private GrantStatus mark(
      int ref, DomId grantee, boolean isFirst, boolean readonly, int typeMask) {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      int header = shared.header(ref);
      int flags = SharedEntries.flags(header);
      if (isFirst && (flags & typeMask) != GrantFlags.PERMIT_ACCESS) {
        return refuse(GENERAL_ERROR, ref, "permits no such access: flags 0x%x".formatted(flags));
      }
      if (isFirst && !SharedEntries.grantee(header).equals(grantee)) {
        return refuse(
            GENERAL_ERROR, ref, "is for " + SharedEntries.grantee(header) + ", not " + grantee);
      }
      if (!readonly && (flags & GrantFlags.READONLY) != 0) {
        return refuse(GENERAL_ERROR, ref, "is for reading only");
      }
      int marks = GrantFlags.READING | (readonly ? 0 : GrantFlags.WRITING);
      if (shared.replaceHeader(ref, header, header | marks)) {
        return OKAY;
      }
    }
    return refuse(GENERAL_ERROR, ref, "changes while it is read");
  }

  /** Takes back one pin, and from the shared entry the marks that no pin calls for any more. */
  void unpin(int ref, int flags) {
    ActiveEntry entry = active.get(ref);
    entry.unpin(flags);
    int marks = 0;
    if (!MapFlags.isReadonly(flags) && !entry.isWritePinned()) {
      marks |= GrantFlags.WRITING;
    }
    if (!entry.isPinned()) {
      marks |= GrantFlags.READING;
      active.remove(ref);
    }
    if (marks != 0) {
      shared.clearFlags(ref, marks);
    }
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
