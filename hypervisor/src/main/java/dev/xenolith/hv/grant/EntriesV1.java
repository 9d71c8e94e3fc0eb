package dev.xenolith.hv.grant;

import dev.xenolith.abi.layout.Abi;
import dev.xenolith.abi.layout.ByteArrayBytes;
import dev.xenolith.abi.layout.GuestBytes;
import dev.xenolith.abi.num.Mfn;
import dev.xenolith.abi.xen.GrantEntryV1;
import java.util.List;

/** Version 1: 8 bytes, in whose flags the hypervisor notes the use as well. */
final class EntriesV1 extends Entries {
  static final int BYTES = GrantEntryV1.LAYOUT.size(Abi.PV64);

  EntriesV1(GuestBytes memory, List<Mfn> frames) {
    super(memory, frames, BYTES);
  }

  @Override
  Copy copy(int ref) {
    ByteArrayBytes entry = new ByteArrayBytes(memory.copy(maddr(ref), BYTES));
    int raw = GrantEntryV1.FRAME.get(entry, 0, Abi.PV64);
    return new Copy(entry.getU32(0), Part.whole(new Mfn(Integer.toUnsignedLong(raw))), null);
  }

  /** Guests of this CPU stand still meanwhile. */
  @Override
  boolean mark(int ref, int header, int marks) {
    if (header(ref) != header) {
      return false;
    }
    memory.putU32(maddr(ref), header | marks);
    return true;
  }

  @Override
  void clear(int ref, int marks) {
    memory.putU32(maddr(ref), header(ref) & ~marks);
  }

  @Override
  void swap(int a, int b) {
    swapWords(maddr(a), maddr(b), BYTES);
  }
}
