package dev.xenolith.hv.grant;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.xenolith.abi.layout.Abi;
import dev.xenolith.abi.layout.ByteArrayBytes;
import dev.xenolith.abi.layout.GuestBytes;
import dev.xenolith.abi.num.DomId;
import dev.xenolith.abi.num.Mfn;
import dev.xenolith.abi.xen.GrantEntryV2;
import dev.xenolith.abi.xen.GrantFlags;
import dev.xenolith.abi.xen.GrantMapFlags;
import dev.xenolith.abi.xen.GrantStatus;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A granter that writes to an entry of version 2 whenever somebody has looked at it. */
class FickleEntryTest {
  private static final DomId FRONT = new DomId(5);
  private static final DomId BACK = new DomId(0);
  private static final int REF = 8;
  private static final int FRAME = 3;
  private static final int OTHER_FRAME = 4;
  private static final int HOST = GrantMapFlags.HOST_MAP;

  private final FakeMachine machine = new FakeMachine();
  private final ByteArrayBytes plain = machine.memory;
  private final List<Mfn> frames = new ArrayList<>(List.of(new Mfn(1)));
  private final List<Mfn> statusFrames = new ArrayList<>(List.of(new Mfn(2)));
  private long watched = -1;
  private int becomes;

  /** Memory in which the watched byte becomes another right after it was read. */
  private final class Fickle implements GuestBytes {
    @Override
    public long size() {
      return plain.size();
    }

    private void seen(long offset, int length) {
      if (watched >= offset && watched < offset + length) {
        plain.putU8(watched, becomes);
      }
    }

    @Override
    public int getU8(long offset) {
      int value = plain.getU8(offset);
      seen(offset, 1);
      return value;
    }

    @Override
    public int getU16(long offset) {
      int value = plain.getU16(offset);
      seen(offset, 2);
      return value;
    }

    @Override
    public int getU32(long offset) {
      int value = plain.getU32(offset);
      seen(offset, 4);
      return value;
    }

    @Override
    public long getU64(long offset) {
      long value = plain.getU64(offset);
      seen(offset, 8);
      return value;
    }

    @Override
    public void putU8(long offset, int value) {
      plain.putU8(offset, value);
    }

    @Override
    public void putU16(long offset, int value) {
      plain.putU16(offset, value);
    }

    @Override
    public void putU32(long offset, int value) {
      plain.putU32(offset, value);
    }

    @Override
    public void putU64(long offset, long value) {
      plain.putU64(offset, value);
    }
  }

  private Pins pins(int flags) {
    machine.own(FRONT, FRAME, OTHER_FRAME);
    SharedEntries shared = new SharedEntries(new Fickle());
    shared.frames().addAll(frames);
    shared.statusFrames().addAll(statusFrames);
    shared.switchVersion(shared.reserved());
    long at = shared.entries().maddr(REF);
    GrantEntryV2.FLAGS.put(plain, at, Abi.PV64, flags);
    GrantEntryV2.DOMID.put(plain, at, Abi.PV64, BACK.raw());
    GrantEntryV2.FRAME.put(plain, at, Abi.PV64, FRAME);
    return new Pins(FRONT, shared, machine);
  }

  private int status() {
    return plain.getU16(statusFrames.getFirst().toMaddr().raw() + 2L * REF);
  }

  private long entry(Pins pins) {
    return pins.shared().entries().maddr(REF);
  }

  @Test
  void theFrameThatWasReadFirstIsTheOneThatIsUsed() {
    Pins pins = pins(GrantFlags.PERMIT_ACCESS);
    watched = entry(pins) + GrantEntryV2.FRAME.at(Abi.PV64);
    becomes = OTHER_FRAME;
    assertEquals(GrantStatus.OKAY, pins.pinForMap(REF, BACK, HOST));
    assertEquals(new Mfn(FRAME), pins.frame(REF));
  }

  @Test
  void anEntryWhoseFlagsChangeMeanwhileIsNeitherUsedNorMarked() {
    Pins pins = pins(GrantFlags.PERMIT_ACCESS);
    watched = entry(pins);
    becomes = GrantFlags.PERMIT_ACCESS | GrantFlags.READONLY;
    assertEquals(GrantStatus.GENERAL_ERROR, pins.pinForMap(REF, BACK, HOST));
    assertEquals(0, status());
    assertEquals(false, pins.isPinned(REF));
  }

  @Test
  void aCopyIsOfTheKindOfEntryThatWasRead() {
    Pins pins = pins(GrantFlags.PERMIT_ACCESS);
    watched = entry(pins);
    becomes = GrantFlags.TRANSITIVE;
    assertEquals(GrantStatus.GENERAL_ERROR, pins.pinForCopy(REF, BACK, true, null));
    assertEquals(0, status());
  }

  @Test
  void aReservedEntryIsKeptAsItWasWhenItWasChecked() {
    Pins pins = pins(GrantFlags.PERMIT_ACCESS);
    long reserved = pins.shared().entries().maddr(1);
    GrantEntryV2.FLAGS.put(plain, reserved, Abi.PV64, GrantFlags.PERMIT_ACCESS);
    GrantEntryV2.FRAME.put(plain, reserved, Abi.PV64, FRAME);
    watched = reserved + GrantEntryV2.FRAME.at(Abi.PV64) + 4;
    becomes = 1; // a frame that version 1 cannot say
    List<SharedEntries.Reserved> kept = pins.shared().reserved();
    assertEquals(FRAME, kept.get(1).frame());
    assertNull(pins.shared().reserved());
  }
}
