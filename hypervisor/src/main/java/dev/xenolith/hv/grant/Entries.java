package dev.xenolith.hv.grant;

import dev.xenolith.abi.layout.GuestBytes;
import dev.xenolith.abi.num.DomId;
import dev.xenolith.abi.num.GrantRef;
import dev.xenolith.abi.num.Mfn;
import java.util.List;

/** How the entries of one version of the table lie in the frames shared with the granter. */
abstract sealed class Entries permits EntriesV1, EntriesV2 {
  final GuestBytes memory;
  private final List<Mfn> frames;
  private final int entryBytes;

  Entries(GuestBytes memory, List<Mfn> frames, int entryBytes) {
    this.memory = memory;
    this.frames = frames;
    this.entryBytes = entryBytes;
  }

  /** The bytes of a frame that a grant is for, and at which frame. */
  record Part(Mfn frame, int start, int length, boolean isSubPage) {
    static Part whole(Mfn frame) {
      return new Part(frame, 0, Mfn.PAGE_SIZE, false);
    }
  }

  /** Where a transitive entry leads: to an entry of another domain's table. */
  record Forward(DomId granter, GrantRef ref) {}

  /**
   * An entry as it was when it was read, all of it at once: the granter may write to it at any
   * time, so whatever is decided about it is decided by this.
   *
   * @param header flags in the low half, domain in the high half
   * @param part what it grants, for a mapping or a copy; nothing useful if it leads further
   * @param forward where it leads, or null if it is not a transitive one
   */
  record Copy(int header, Part part, Forward forward) {}

  final int perFrame() {
    return Mfn.PAGE_SIZE / entryBytes;
  }

  final long maddr(int ref) {
    int perFrame = perFrame();
    return frames.get(ref / perFrame).toMaddr().raw() + (long) (ref % perFrame) * entryBytes;
  }

  /** Flags in the low half, domain in the high half, read at once. */
  final int header(int ref) {
    return memory.getU32(maddr(ref));
  }

  static int flags(int header) {
    return header & 0xFFFF;
  }

  static DomId grantee(int header) {
    return new DomId(header >>> 16);
  }

  final void swapWords(long a, long b, int bytes) {
    byte[] entry = memory.copy(a, bytes);
    memory.put(a, memory.copy(b, bytes), 0, bytes);
    memory.put(b, entry, 0, bytes);
  }

  final int entryBytes() {
    return entryBytes;
  }

  /** Reads the entry. */
  abstract Copy copy(int ref);

  /**
   * Notes GTF_reading or GTF_writing where the granter sees it; false if the entry is not what it
   * was when {@code header} was read.
   */
  abstract boolean mark(int ref, int header, int marks);

  /** Takes such notes back. */
  abstract void clear(int ref, int marks);

  /** Exchanges two entries and all that belongs to them. */
  abstract void swap(int a, int b);
}
