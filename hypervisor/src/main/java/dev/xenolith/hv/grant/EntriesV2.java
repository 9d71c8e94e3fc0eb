package dev.xenolith.hv.grant;

import dev.xenolith.abi.layout.Abi;
import dev.xenolith.abi.layout.ByteArrayBytes;
import dev.xenolith.abi.layout.GuestBytes;
import dev.xenolith.abi.num.DomId;
import dev.xenolith.abi.num.GrantRef;
import dev.xenolith.abi.num.Mfn;
import dev.xenolith.abi.xen.GrantEntryV2;
import dev.xenolith.abi.xen.GrantFlags;
import java.util.List;

/** Version 2: 16 bytes, and beside them a status word in frames of their own. */
final class EntriesV2 extends Entries {
  static final int BYTES = GrantEntryV2.LAYOUT.size(Abi.PV64);
  private static final int STATUS_PER_FRAME = Mfn.PAGE_SIZE / Short.BYTES;

  private final List<Mfn> statusFrames;

  EntriesV2(GuestBytes memory, List<Mfn> frames, List<Mfn> statusFrames) {
    super(memory, frames, BYTES);
    this.statusFrames = statusFrames;
  }

  /** How many status frames so many frames of entries need. */
  static int statusFrames(int grantFrames) {
    int entries = grantFrames * (Mfn.PAGE_SIZE / BYTES);
    return (entries + STATUS_PER_FRAME - 1) / STATUS_PER_FRAME;
  }

  /** The least frames of entries that need so many status frames. */
  static int grantFrames(int statusFrames) {
    return (statusFrames - 1) * (STATUS_PER_FRAME / (Mfn.PAGE_SIZE / BYTES)) + 1;
  }

  @Override
  Copy copy(int ref) {
    ByteArrayBytes entry = new ByteArrayBytes(memory.copy(maddr(ref), BYTES));
    int header = entry.getU32(0);
    boolean transitive = (flags(header) & GrantFlags.TYPE_MASK) == GrantFlags.TRANSITIVE;
    return new Copy(header, part(entry, header), transitive ? forward(entry) : null);
  }

  private static Part part(GuestBytes entry, int header) {
    Mfn frame = new Mfn(GrantEntryV2.FRAME.get(entry, 0, Abi.PV64));
    if ((flags(header) & GrantFlags.SUB_PAGE) == 0) {
      return Part.whole(frame);
    }
    int start = GrantEntryV2.PAGE_OFF.get(entry, 0, Abi.PV64);
    int length = GrantEntryV2.LENGTH.get(entry, 0, Abi.PV64);
    return new Part(frame, start, length, true);
  }

  private static Forward forward(GuestBytes entry) {
    return new Forward(
        new DomId(GrantEntryV2.TRANS_DOMID.get(entry, 0, Abi.PV64)),
        new GrantRef(GrantEntryV2.GREF.get(entry, 0, Abi.PV64)));
  }

  private long status(int ref) {
    Mfn frame = statusFrames.get(ref / STATUS_PER_FRAME);
    return frame.toMaddr().raw() + (long) (ref % STATUS_PER_FRAME) * Short.BYTES;
  }

  int statusOf(int ref) {
    return memory.getU16(status(ref));
  }

  /** The note comes before the second look, so that the granter can see it if it changes both. */
  @Override
  boolean mark(int ref, int header, int marks) {
    int before = statusOf(ref);
    memory.putU16(status(ref), before | marks);
    if (header(ref) != header) {
      memory.putU16(status(ref), before);
      return false;
    }
    return true;
  }

  /** Sets the notes, whatever the entry says. */
  void note(int ref, int marks) {
    memory.putU16(status(ref), statusOf(ref) | marks);
  }

  @Override
  void clear(int ref, int marks) {
    memory.putU16(status(ref), statusOf(ref) & ~marks);
  }

  @Override
  void swap(int a, int b) {
    swapWords(maddr(a), maddr(b), BYTES);
    swapWords(status(a), status(b), Short.BYTES);
  }
}
