package dev.xenolith.hv.grant;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.xenolith.abi.call.XenErrno;
import dev.xenolith.abi.layout.Abi;
import dev.xenolith.abi.num.DomId;
import dev.xenolith.abi.num.GrantRef;
import dev.xenolith.abi.num.Mfn;
import dev.xenolith.abi.xen.GrantEntryV2;
import dev.xenolith.abi.xen.GrantFlags;
import dev.xenolith.abi.xen.GrantMapFlags;
import dev.xenolith.abi.xen.GrantStatus;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class GrantVersionTwoTest {
  private static final DomId FRONT = new DomId(5);
  private static final DomId BACK = new DomId(0);
  private static final DomId OTHER = new DomId(9);
  private static final int PERMIT = GrantFlags.PERMIT_ACCESS;
  private static final int MARKS = GrantFlags.READING | GrantFlags.WRITING;
  private static final int HOST = GrantMapFlags.HOST_MAP;
  private static final GrantRef REF = new GrantRef(8);
  private static final GrantRef RESERVED = new GrantRef(1);
  private static final int FRAME = 3;
  private static final int OWN = 10;

  private final FakeMachine machine = new FakeMachine();
  private final FakeMachine.Tables tables = new FakeMachine.Tables();
  private final GrantTable front = table(FRONT, 2);
  private final GrantTable back = table(BACK, 2);
  private final GrantTable other = table(OTHER, 2);
  private final Map<DomId, GrantTable> all = Map.of(FRONT, front, BACK, back, OTHER, other);
  private final GrantCopy copier = new GrantCopy(machine.memory, machine, all::get);

  private GrantTable table(DomId id, int version) {
    return new GrantTable(id, machine.memory, machine, new GrantLimits(9, 1, version));
  }

  @BeforeEach
  void frontHasVersionTwo() {
    machine.own(FRONT, FRAME);
    machine.own(BACK, OWN);
    machine.grant(front, RESERVED.raw(), BACK, FRAME, PERMIT);
    assertNull(front.setVersion(2));
  }

  @AfterEach
  void invariantsHold() {
    assertEquals(List.of(), GrantTable.audit(List.of(front, back, other)));
  }

  private long entry(GrantTable granter, int ref) {
    return granter.sharedFrames().get(ref / 256).toMaddr().raw() + ref % 256 * 16L;
  }

  private void grant(GrantTable granter, GrantRef ref, DomId to, int flags, long frame) {
    long at = entry(granter, ref.raw());
    GrantEntryV2.FLAGS.put(machine.memory, at, Abi.PV64, flags);
    GrantEntryV2.DOMID.put(machine.memory, at, Abi.PV64, to.raw());
    GrantEntryV2.FRAME.put(machine.memory, at, Abi.PV64, frame);
  }

  private void grantPart(int offset, int length) {
    grant(front, REF, BACK, PERMIT | GrantFlags.SUB_PAGE, FRAME);
    long at = entry(front, REF.raw());
    GrantEntryV2.PAGE_OFF.put(machine.memory, at, Abi.PV64, offset);
    GrantEntryV2.LENGTH.put(machine.memory, at, Abi.PV64, length);
  }

  /** Lets {@code to} have what {@code source} grants this granter by {@link #REF}. */
  private void forward(GrantTable granter, DomId to, DomId source) {
    grant(granter, REF, to, GrantFlags.TRANSITIVE, 0);
    long at = entry(granter, REF.raw());
    GrantEntryV2.TRANS_DOMID.put(machine.memory, at, Abi.PV64, source.raw());
    GrantEntryV2.GREF.put(machine.memory, at, Abi.PV64, REF.raw());
  }

  private int status(GrantTable granter, int ref) {
    return machine.memory.getU16(granter.statusFrames().get(0).toMaddr().raw() + ref * 2L);
  }

  private GrantTable.Mapped map(GrantRef ref) {
    return back.map(front, ref, 0x1000, HOST, tables);
  }

  private void unmap(GrantTable.Mapped mapped) {
    UnmapBatch batch = new UnmapBatch(tables);
    assertEquals(GrantStatus.OKAY, back.unmap(mapped.handle(), 0x1000, 0, 0, batch));
    batch.complete();
  }

  private GrantStatus copyFrom(GrantTable granter, int offset, int length) {
    return copier.copy(
        back,
        new GrantCopy.End(granter, REF, null, offset),
        new GrantCopy.End(back, null, new Mfn(OWN), 0),
        length);
  }

  @Test
  void aFrameHoldsHalfAsManyEntries() {
    assertEquals(GrantStatus.BAD_GNTREF, front.swap(new GrantRef(0), new GrantRef(256)));
    assertEquals(GrantStatus.OKAY, front.swap(new GrantRef(0), new GrantRef(255)));
  }

  @Test
  void statusFramesGrowWithTheTable() {
    assertEquals(1, front.statusFrames().size());
    assertEquals(GrantStatus.OKAY, front.grow(8));
    assertEquals(1, front.statusFrames().size());
    assertEquals(GrantStatus.OKAY, front.grow(9));
    assertEquals(2, front.statusFrames().size());
  }

  @Test
  void useIsNotedInTheStatusWordAndNotInTheEntry() {
    grant(front, REF, BACK, PERMIT, FRAME);
    GrantTable.Mapped mapped = map(REF);
    assertEquals(GrantStatus.OKAY, mapped.status());
    assertEquals(MARKS, status(front, REF.raw()));
    assertEquals(PERMIT, machine.memory.getU16(entry(front, REF.raw())));
    unmap(mapped);
    assertEquals(0, status(front, REF.raw()));
  }

  @Test
  void aFrameNumberHas64Bits() {
    grant(front, REF, BACK, PERMIT, 1L << 32 | FRAME);
    assertEquals(GrantStatus.BAD_PAGE, map(REF).status());
    assertEquals(0, status(front, REF.raw()));
  }

  @Test
  void partOfAPageCannotBeMapped() {
    grantPart(0, 4096);
    assertEquals(GrantStatus.GENERAL_ERROR, map(REF).status());
  }

  @Test
  void partOfAPageCanBeCopied() {
    grantPart(16, 8);
    machine.memory.putU64(FRAME * 4096L + 16, 0x1122334455667788L);
    assertEquals(GrantStatus.OKAY, copyFrom(front, 16, 8));
    assertEquals(0x1122334455667788L, machine.memory.getU64(OWN * 4096L));
    assertEquals(0, status(front, REF.raw()));
  }

  @Test
  void aCopyMustStayWithinThePartThatIsGranted() {
    grantPart(16, 8);
    assertEquals(GrantStatus.GENERAL_ERROR, copyFrom(front, 15, 8));
    assertEquals(GrantStatus.GENERAL_ERROR, copyFrom(front, 17, 8));
    assertEquals(0, machine.references[FRAME]);
  }

  @Test
  void aTransitiveGrantIsCopiedFromItsSource() {
    assertNull(other.setVersion(2));
    grant(front, REF, OTHER, PERMIT, FRAME);
    forward(other, BACK, FRONT);
    machine.memory.putU32(FRAME * 4096L, 42);
    assertEquals(GrantStatus.OKAY, copyFrom(other, 0, 4));
    assertEquals(42, machine.memory.getU32(OWN * 4096L));
    assertEquals(List.of(0, 0), List.of(status(front, REF.raw()), status(other, REF.raw())));
    assertEquals(0, machine.references[FRAME]);
  }

  @Test
  void aTransitiveGrantCannotBeMapped() {
    forward(front, BACK, OTHER);
    assertEquals(GrantStatus.GENERAL_ERROR, map(REF).status());
  }

  @Test
  void aTransitiveGrantLeadsOneStepOnly() {
    assertNull(other.setVersion(2));
    forward(front, OTHER, BACK);
    forward(other, BACK, FRONT);
    assertEquals(GrantStatus.GENERAL_ERROR, copyFrom(other, 0, 4));
    assertEquals(List.of(0, 0), List.of(status(front, REF.raw()), status(other, REF.raw())));
  }

  @Test
  void aTransitiveGrantMustLeadToAnotherDomain() {
    forward(front, BACK, FRONT);
    assertEquals(GrantStatus.GENERAL_ERROR, copyFrom(front, 0, 4));
    forward(front, BACK, new DomId(77));
    assertEquals(GrantStatus.GENERAL_ERROR, copyFrom(front, 0, 4));
  }

  @Test
  void whatTheSourceRefusesIsRefused() {
    forward(front, BACK, OTHER);
    assertEquals(GrantStatus.GENERAL_ERROR, copyFrom(front, 0, 4));
    assertEquals(0, status(front, REF.raw()));
  }

  @Test
  void aMappedPageThatBecomesTransitiveMustBeTriedAgain() {
    grant(front, REF, BACK, PERMIT, FRAME);
    GrantTable.Mapped mapped = map(REF);
    machine.grant(other, REF.raw(), FRONT, FRAME, PERMIT);
    machine.own(OTHER, FRAME);
    forward(front, BACK, OTHER);
    assertEquals(GrantStatus.EAGAIN, copyFrom(front, 0, 4));
    machine.own(FRONT, FRAME);
    unmap(mapped);
  }

  @Test
  void swappingTakesTheStatusWordsAlong() {
    grant(front, REF, BACK, PERMIT, FRAME);
    machine.memory.putU16(front.statusFrames().get(0).toMaddr().raw() + 16, 0x55);
    assertEquals(GrantStatus.OKAY, front.swap(REF, new GrantRef(20)));
    assertEquals(List.of(0, 0x55), List.of(status(front, 8), status(front, 20)));
    assertEquals(PERMIT, machine.memory.getU16(entry(front, 20)));
  }

  @Test
  void theReservedEntriesOutliveTheChange() {
    long at = entry(front, RESERVED.raw());
    assertEquals(PERMIT, GrantEntryV2.FLAGS.get(machine.memory, at, Abi.PV64));
    assertEquals(FRAME, GrantEntryV2.FRAME.get(machine.memory, at, Abi.PV64));
    assertNull(front.setVersion(1));
    assertEquals(PERMIT, machine.flags(front, RESERVED.raw()));
  }

  @Test
  void marksOfReservedEntriesMoveBetweenEntryAndStatusWord() {
    GrantTable.Mapped mapped = map(RESERVED);
    assertEquals(MARKS, status(front, RESERVED.raw()));
    assertNull(front.setVersion(1));
    assertEquals(PERMIT | MARKS, machine.flags(front, RESERVED.raw()));
    assertNull(front.setVersion(2));
    assertEquals(MARKS, status(front, RESERVED.raw()));
    unmap(mapped);
  }

  @Test
  void allOtherEntriesAreLost() {
    grant(front, REF, BACK, PERMIT, FRAME);
    assertNull(front.setVersion(1));
    assertEquals(0, machine.flags(front, REF.raw()));
    assertEquals(List.of(), front.statusFrames());
  }

  @Test
  void aGrantInUseKeepsTheVersion() {
    grant(front, REF, BACK, PERMIT, FRAME);
    GrantTable.Mapped mapped = map(REF);
    assertEquals(XenErrno.EBUSY, front.setVersion(1));
    assertEquals(2, front.version());
    unmap(mapped);
    assertNull(front.setVersion(1));
  }

  @Test
  void aMappedStatusFrameKeepsTheVersion() {
    int frame = (int) front.statusFrames().get(0).raw();
    machine.references[frame]++;
    assertEquals(XenErrno.EBUSY, front.setVersion(1));
    assertEquals(2, front.version());
    machine.references[frame]--;
    assertNull(front.setVersion(1));
  }

  @Test
  void aReservedEntryThatVersionOneCannotSayKeepsTheVersion() {
    grant(front, RESERVED, BACK, PERMIT, 1L << 32);
    assertEquals(XenErrno.ERANGE, front.setVersion(1));
    grant(front, RESERVED, BACK, GrantFlags.TRANSITIVE, 0);
    assertEquals(XenErrno.ERANGE, front.setVersion(1));
    grant(front, RESERVED, BACK, GrantFlags.ACCEPT_TRANSFER, 0);
    assertNull(front.setVersion(1));
    assertEquals(0, machine.flags(front, RESERVED.raw()));
  }

  @Test
  void thereAreTwoVersions() {
    assertEquals(XenErrno.EINVAL, front.setVersion(0));
    assertEquals(XenErrno.EINVAL, front.setVersion(3));
  }

  @Test
  void aDomainMayBeLimitedToVersionOne() {
    GrantTable limited = table(new DomId(6), 1);
    assertEquals(XenErrno.ENOSYS, limited.setVersion(2));
    assertEquals(1, limited.version());
  }
}
