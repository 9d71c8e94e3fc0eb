package dev.xenolith.hv.grant;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.xenolith.abi.num.DomId;
import dev.xenolith.abi.num.GrantHandle;
import dev.xenolith.abi.num.GrantRef;
import dev.xenolith.abi.num.Mfn;
import dev.xenolith.abi.xen.GrantMapFlags;
import dev.xenolith.abi.xen.GrantStatus;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GrantTableTest {
  private static final DomId FRONT = new DomId(5);
  private static final DomId BACK = new DomId(0);
  private static final DomId OTHER = new DomId(9);
  private static final int PERMIT = 1;
  private static final int READONLY = 4;
  private static final int READING = 8;
  private static final int WRITING = 16;
  private static final int HOST = GrantMapFlags.HOST_MAP;
  private static final int DEVICE = GrantMapFlags.DEVICE_MAP;
  private static final int RO = GrantMapFlags.READONLY;
  private static final GrantRef REF = new GrantRef(8);
  private static final int FRAME = 3;

  private final FakeMachine machine = new FakeMachine();
  private final FakeMachine.Tables tables = new FakeMachine.Tables();
  private final GrantTable front = table(FRONT);
  private final GrantTable back = table(BACK);
  private final GrantTable other = table(OTHER);

  private GrantTable table(DomId id) {
    return new GrantTable(id, machine.memory, machine, new GrantLimits(4, 1, 2));
  }

  GrantTableTest() {
    machine.own(FRONT, 1, 2, FRAME);
    machine.own(BACK, 10, 11);
    machine.grant(front, REF.raw(), BACK, FRAME, PERMIT);
  }

  @AfterEach
  void invariantsHold() {
    assertEquals(List.of(), GrantTable.audit(List.of(front, back, other)));
  }

  private GrantTable.Mapped map(int flags) {
    return back.map(front, REF, 0x1000, flags, tables);
  }

  private GrantStatus mapStatus(int flags) {
    return map(flags).status();
  }

  private GrantStatus unmap(GrantHandle handle, long host, long device, long newAddress) {
    UnmapBatch batch = new UnmapBatch(tables);
    GrantStatus status = back.unmap(handle, host, device, newAddress, batch);
    batch.complete();
    return status;
  }

  @Test
  void newTableHasOneFrameOf512Entries() {
    assertEquals(1, front.sharedFrames().size());
    assertEquals(GrantStatus.BAD_GNTREF, front.swap(new GrantRef(0), new GrantRef(512)));
    assertEquals(GrantStatus.OKAY, front.swap(new GrantRef(0), new GrantRef(511)));
  }

  @Test
  void tableGrowsToItsLimit() {
    assertEquals(GrantStatus.OKAY, front.grow(4));
    assertEquals(4, front.sharedFrames().size());
    assertEquals(GrantStatus.GENERAL_ERROR, front.grow(5));
    assertEquals(GrantStatus.GENERAL_ERROR, front.grow(-1));
  }

  @Test
  void mappingEntersTheFrameAndCountsIt() {
    GrantTable.Mapped mapped = map(HOST);
    assertEquals(GrantStatus.OKAY, mapped.status());
    assertEquals(new Mfn(FRAME), mapped.frame());
    assertEquals(new Mfn(FRAME), tables.entries.get(0x1000L));
    assertEquals(List.of(1, 1), List.of(machine.references[FRAME], machine.writable[FRAME]));
    assertEquals(PERMIT | READING | WRITING, machine.flags(front, REF.raw()));
  }

  @Test
  void readonlyMappingTakesNoWritableReference() {
    map(HOST | RO);
    assertEquals(List.of(1, 0), List.of(machine.references[FRAME], machine.writable[FRAME]));
    assertEquals(PERMIT | READING, machine.flags(front, REF.raw()));
  }

  @Test
  void hostAndDeviceMappingTakeAReferenceEach() {
    map(HOST | DEVICE);
    assertEquals(List.of(2, 2), List.of(machine.references[FRAME], machine.writable[FRAME]));
  }

  @Test
  void unmappingGivesEverythingBackAfterTheFlush() {
    GrantTable.Mapped mapped = map(HOST);
    assertEquals(GrantStatus.OKAY, unmap(mapped.handle(), 0x1000, 0, 0));
    assertEquals(List.of("removed", "flushed"), tables.log);
    assertEquals(List.of(0, 0), List.of(machine.references[FRAME], machine.writable[FRAME]));
    assertEquals(PERMIT, machine.flags(front, REF.raw()));
  }

  @Test
  void frameIsHeldUntilTheBatchIsComplete() {
    GrantTable.Mapped mapped = map(HOST);
    UnmapBatch batch = new UnmapBatch(tables);
    back.unmap(mapped.handle(), 0x1000, 0, 0, batch);
    assertEquals(1, machine.references[FRAME]);
    batch.complete();
    assertEquals(0, machine.references[FRAME]);
  }

  @Test
  void hostAndDeviceMappingsGoSeparately() {
    GrantTable.Mapped mapped = map(HOST | DEVICE);
    assertEquals(GrantStatus.OKAY, unmap(mapped.handle(), 0x1000, 0, 0));
    assertEquals(1, machine.references[FRAME]);
    assertEquals(PERMIT | READING | WRITING, machine.flags(front, REF.raw()));
    assertEquals(GrantStatus.OKAY, unmap(mapped.handle(), 0, mapped.frame().toMaddr().raw(), 0));
    assertEquals(0, machine.references[FRAME]);
  }

  @Test
  void writeMarkGoesWhileAReaderRemains() {
    GrantTable.Mapped writer = map(HOST);
    back.map(front, REF, 0x2000, HOST | RO, tables);
    unmap(writer.handle(), 0x1000, 0, 0);
    assertEquals(PERMIT | READING, machine.flags(front, REF.raw()));
  }

  @Test
  void unmappingTwiceFailsWithBadHandle() {
    GrantTable.Mapped mapped = map(HOST);
    unmap(mapped.handle(), 0x1000, 0, 0);
    assertEquals(GrantStatus.BAD_HANDLE, unmap(mapped.handle(), 0x1000, 0, 0));
  }

  @Test
  void handlesThatWereNeverGivenAreBad() {
    assertEquals(GrantStatus.BAD_HANDLE, unmap(new GrantHandle(0), 0x1000, 0, 0));
    assertEquals(GrantStatus.BAD_HANDLE, unmap(new GrantHandle(-1), 0x1000, 0, 0));
    assertEquals(GrantStatus.BAD_HANDLE, unmap(new GrantHandle(1 << 30), 0x1000, 0, 0));
  }

  @Test
  void unmappingAnAddressThatMapsSomethingElseFails() {
    GrantTable.Mapped mapped = map(HOST);
    assertEquals(GrantStatus.GENERAL_ERROR, unmap(mapped.handle(), 0x2000, 0, 0));
    assertEquals(1, machine.references[FRAME]);
  }

  @Test
  void wrongDeviceAddressFailsWithBadDevAddr() {
    GrantTable.Mapped mapped = map(DEVICE);
    assertEquals(GrantStatus.BAD_DEV_ADDR, unmap(mapped.handle(), 0, 0x5000, 0));
  }

  @Test
  void unmappingNothingKeepsTheHandle() {
    GrantTable.Mapped mapped = map(HOST);
    assertEquals(GrantStatus.OKAY, unmap(mapped.handle(), 0, 0, 0));
    assertEquals(GrantStatus.OKAY, unmap(mapped.handle(), 0x1000, 0, 0));
  }

  @Test
  void replacingMovesAnotherEntryIn() {
    GrantTable.Mapped mapped = map(HOST);
    tables.entries.put(0x7000L, new Mfn(10));
    assertEquals(GrantStatus.OKAY, unmap(mapped.handle(), 0x1000, 0, 0x7000));
    assertEquals(new Mfn(10), tables.entries.get(0x1000L));
    assertNull(tables.entries.get(0x7000L));
  }

  @Test
  void mappingForNobodyFailsWithBadGntref() {
    assertEquals(GrantStatus.BAD_GNTREF, mapStatus(RO));
  }

  @Test
  void refBeyondTheTableFailsWithBadGntref() {
    assertEquals(
        GrantStatus.BAD_GNTREF, back.map(front, new GrantRef(512), 0, HOST, tables).status());
    assertEquals(
        GrantStatus.BAD_GNTREF, back.map(front, new GrantRef(-1), 0, HOST, tables).status());
  }

  @Test
  void entryOfAnotherTypeIsRefused() {
    for (int type : new int[] {0, 2, 3}) {
      machine.grant(front, REF.raw(), BACK, FRAME, type);
      assertEquals(GrantStatus.GENERAL_ERROR, mapStatus(HOST));
    }
  }

  @Test
  void subPageEntryCannotBeMapped() {
    machine.grant(front, REF.raw(), BACK, FRAME, PERMIT | 256);
    assertEquals(GrantStatus.GENERAL_ERROR, mapStatus(HOST));
  }

  @Test
  void grantForAnotherDomainIsRefused() {
    assertEquals(GrantStatus.GENERAL_ERROR, other.map(front, REF, 0x1000, HOST, tables).status());
    assertTrue(other.refusal().contains("is for d0, not d9"), other.refusal());
  }

  @Test
  void readonlyGrantCannotBeMappedWritable() {
    machine.grant(front, REF.raw(), BACK, FRAME, PERMIT | READONLY);
    assertEquals(GrantStatus.GENERAL_ERROR, mapStatus(HOST));
    assertEquals(PERMIT | READONLY, machine.flags(front, REF.raw()));
    assertEquals(GrantStatus.OKAY, mapStatus(HOST | RO));
  }

  @Test
  void readMappingIsNotUpgradedOnceTheGrantIsReadonly() {
    map(HOST | RO);
    machine.grant(front, REF.raw(), BACK, FRAME, PERMIT | READONLY | READING);
    assertEquals(GrantStatus.GENERAL_ERROR, mapStatus(HOST));
  }

  @Test
  void grantOfAForeignFrameFailsWithBadPage() {
    machine.grant(front, REF.raw(), BACK, 10, PERMIT);
    assertEquals(GrantStatus.BAD_PAGE, mapStatus(HOST));
    machine.grant(front, REF.raw(), BACK, 1 << 30, PERMIT);
    assertEquals(GrantStatus.BAD_PAGE, mapStatus(HOST));
    assertEquals(PERMIT, machine.flags(front, REF.raw()));
  }

  @Test
  void pageTableCannotBeGrantedWritable() {
    machine.pageTable[FRAME] = true;
    assertEquals(GrantStatus.GENERAL_ERROR, mapStatus(HOST));
    assertEquals(GrantStatus.GENERAL_ERROR, mapStatus(HOST | DEVICE));
    assertEquals(0, machine.references[FRAME]);
    assertEquals(PERMIT, machine.flags(front, REF.raw()));
    assertEquals(GrantStatus.OKAY, mapStatus(HOST | RO));
  }

  @Test
  void failedPageTableUpdateGivesEverythingBack() {
    assertEquals(
        GrantStatus.GENERAL_ERROR, back.map(front, REF, 0xBAD, HOST | DEVICE, tables).status());
    assertEquals(List.of(0, 0), List.of(machine.references[FRAME], machine.writable[FRAME]));
    assertEquals(PERMIT, machine.flags(front, REF.raw()));
    assertFalse(back.isMappedFrom(front, new Mfn(FRAME)));
  }

  @Test
  void whileMappedTheActiveEntryCounts() {
    map(HOST);
    machine.grant(front, REF.raw(), OTHER, 1, PERMIT);
    assertEquals(new Mfn(FRAME), mapResultFrame());
    assertEquals(GrantStatus.GENERAL_ERROR, other.map(front, REF, 0x3000, HOST, tables).status());
  }

  private Mfn mapResultFrame() {
    return back.map(front, REF, 0x2000, HOST, tables).frame();
  }

  @Test
  void entryTakesNoMoreThan128MappingsOfAKind() {
    for (int i = 0; i < 128; i++) {
      assertEquals(GrantStatus.OKAY, mapStatus(HOST));
    }
    assertEquals(GrantStatus.GENERAL_ERROR, mapStatus(HOST));
    assertEquals(GrantStatus.OKAY, mapStatus(HOST | RO));
  }

  @Test
  void handlesRunOutWithNoSpace() {
    for (int i = 0; i < 255; i++) {
      machine.grant(front, 10 + i, BACK, FRAME, PERMIT);
      assertEquals(
          GrantStatus.OKAY, back.map(front, new GrantRef(10 + i), 0x1000, HOST, tables).status());
    }
    assertEquals(GrantStatus.NO_SPACE, mapStatus(HOST));
  }

  @Test
  void domainCanMapItsOwnGrant() {
    machine.grant(front, 20, FRONT, FRAME, PERMIT);
    GrantTable.Mapped mapped = front.map(front, new GrantRef(20), 0x1000, HOST, tables);
    assertEquals(GrantStatus.OKAY, mapped.status());
  }

  @Test
  void swapExchangesEntriesNotInUse() {
    assertEquals(GrantStatus.OKAY, front.swap(REF, new GrantRef(9)));
    assertEquals(PERMIT, machine.flags(front, 9));
    assertEquals(0, machine.flags(front, REF.raw()));
  }

  @Test
  void swapOfEntryInUseFailsWithEagain() {
    map(HOST);
    assertEquals(GrantStatus.EAGAIN, front.swap(REF, new GrantRef(9)));
    assertEquals(GrantStatus.EAGAIN, front.swap(new GrantRef(9), REF));
    assertEquals(GrantStatus.OKAY, front.swap(REF, REF));
  }

  @Test
  void dyingMapperGivesUpItsPinsButNotWhatItsPageTablesHold() {
    map(HOST | DEVICE);
    back.releaseMappings();
    assertEquals(List.of(1, 1), List.of(machine.references[FRAME], machine.writable[FRAME]));
    assertEquals(PERMIT, machine.flags(front, REF.raw()));
  }

  @Test
  void dumpNamesWhatIsInUse() {
    map(HOST);
    assertEquals(List.of("[  8] mfn 3 to d0, host 0 r 1 w, device 0 r 0 w"), front.dump());
  }

  // ---- copy

  private final GrantCopy copier = new GrantCopy(machine.memory, machine, _ -> null);

  private static GrantCopy.End grantEnd(GrantTable table, int offset) {
    return new GrantCopy.End(table, REF, null, offset);
  }

  private GrantCopy.End own(int mfn, int offset) {
    return new GrantCopy.End(back, null, new Mfn(mfn), offset);
  }

  @Test
  void copyMovesBytesFromAGrantToAnOwnFrame() {
    machine.memory.putU64(FRAME * 4096L + 100, 0x1122334455667788L);
    assertEquals(GrantStatus.OKAY, copier.copy(back, grantEnd(front, 100), own(10, 7), 8));
    assertEquals(0x1122334455667788L, machine.memory.getU64(10 * 4096L + 7));
    assertArrayEquals(new int[FakeMachine.FRAMES], machine.references);
    assertArrayEquals(new int[FakeMachine.FRAMES], machine.writable);
    assertEquals(PERMIT, machine.flags(front, REF.raw()));
  }

  @Test
  void copyToAReadonlyGrantFails() {
    machine.grant(front, REF.raw(), BACK, FRAME, PERMIT | READONLY);
    assertEquals(GrantStatus.GENERAL_ERROR, copier.copy(back, own(10, 0), grantEnd(front, 0), 8));
    assertEquals(GrantStatus.OKAY, copier.copy(back, grantEnd(front, 0), own(10, 0), 8));
  }

  @Test
  void copyAcrossThePageEndFailsWithBadCopyArg() {
    assertEquals(GrantStatus.BAD_COPY_ARG, copier.copy(back, grantEnd(front, 4090), own(10, 0), 8));
    assertEquals(GrantStatus.BAD_COPY_ARG, copier.copy(back, grantEnd(front, 0), own(10, 4095), 2));
    assertEquals(GrantStatus.OKAY, copier.copy(back, grantEnd(front, 4088), own(10, 4088), 8));
  }

  @Test
  void copyFromAFrameOfAnotherDomainFailsWithBadPage() {
    assertEquals(GrantStatus.BAD_PAGE, copier.copy(back, own(1, 0), own(10, 0), 8));
  }

  @Test
  void copyIntoAPageTableFails() {
    machine.pageTable[10] = true;
    assertEquals(GrantStatus.GENERAL_ERROR, copier.copy(back, grantEnd(front, 0), own(10, 0), 8));
    assertEquals(0, machine.references[FRAME]);
  }

  @Test
  void limitsBeyondTheMachinesAreRefused() {
    assertEquals(GrantLimits.MAXIMUM, GrantLimits.of(-1, -1, 2));
    assertNull(GrantLimits.of(0, 1, 1));
    assertNull(GrantLimits.of(65, 1, 1));
    assertNull(GrantLimits.of(1, 1025, 1));
    assertNull(GrantLimits.of(1, 1, 3));
    assertNull(GrantLimits.of(1, 1, 0));
    assertEquals(new GrantLimits(1, 0, 1), GrantLimits.of(1, 0, 1));
  }
}
