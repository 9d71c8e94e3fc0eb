package dev.xenolith.hv.hypercall;

import static dev.xenolith.abi.call.Hypercall.GRANT_TABLE_OP;
import static dev.xenolith.hv.hypercall.Caller.ARG;
import static dev.xenolith.hv.hypercall.Caller.ARRAY;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.xenolith.abi.call.GrantTableOp;
import dev.xenolith.abi.call.XenErrno;
import dev.xenolith.abi.layout.Abi;
import dev.xenolith.abi.num.DomId;
import dev.xenolith.abi.xen.GnttabCacheFlush;
import dev.xenolith.abi.xen.GnttabCopy;
import dev.xenolith.abi.xen.GnttabMapGrantRef;
import dev.xenolith.abi.xen.GnttabQuerySize;
import dev.xenolith.abi.xen.GnttabSetupTable;
import dev.xenolith.abi.xen.GnttabSwapGrantRef;
import dev.xenolith.abi.xen.GnttabUnmapAndReplace;
import dev.xenolith.abi.xen.GnttabUnmapGrantRef;
import dev.xenolith.abi.xen.GrantStatus;
import dev.xenolith.hv.Hypervisor;
import dev.xenolith.hv.domain.Domain;
import dev.xenolith.hv.grant.GrantTable;
import dev.xenolith.hv.kit.TestDomain;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GrantTableOpsTest {
  private static final int HOST = 2;
  private static final int READONLY = 4;
  private static final int CONTAINS_PTE = 16;
  private static final int REF = 9;

  /** Where the granter has the page it grants, and where the grantee maps it. */
  private static final long GIVEN = TestDomain.DATA + 0x8000;

  private static final long TAKEN = TestDomain.DATA + 0x9000;

  private final Hypervisor machine = TestDomain.machine();
  private final Caller front = Caller.on(machine);
  private final Caller back = Caller.on(machine);

  @AfterEach
  void booksAreInOrder() {
    List<GrantTable> tables = machine.xen().domains().all().stream().map(Domain::grants).toList();
    assertEquals(List.of(), GrantTable.audit(tables));
    machine.close();
  }

  private static long op(Caller c, GrantTableOp op, int count) {
    return c.call(GRANT_TABLE_OP, op.number, ARG, count);
  }

  private static void refused(Caller c, XenErrno error, GrantTableOp op, int count) {
    c.assertRefused(error, GRANT_TABLE_OP, op.number, ARG, count);
  }

  private void grant(int flags) {
    long table = front.domain().grants().sharedFrames().get(0).toMaddr().raw();
    machine.xen().memory().putU16(table + 8 * REF, flags);
    machine.xen().memory().putU16(table + 8 * REF + 2, back.id().raw());
    machine.xen().memory().putU32(table + 8 * REF + 4, (int) front.test.mfnOf(GIVEN));
  }

  private void mapArg(long address, int flags) {
    back.arg(GnttabMapGrantRef.LAYOUT)
        .put(GnttabMapGrantRef.HOST_ADDR, address)
        .put(GnttabMapGrantRef.FLAGS, flags)
        .put(GnttabMapGrantRef.REF, REF)
        .put(GnttabMapGrantRef.DOM, front.id().raw());
  }

  private long map(long address, int flags) {
    mapArg(address, flags);
    assertEquals(0, op(back, GrantTableOp.MAP_GRANT_REF, 1));
    return back.get(GnttabMapGrantRef.STATUS);
  }

  private long unmap(long address, long handle) {
    back.arg(GnttabUnmapGrantRef.LAYOUT)
        .put(GnttabUnmapGrantRef.HOST_ADDR, address)
        .put(GnttabUnmapGrantRef.HANDLE, handle);
    assertEquals(0, op(back, GrantTableOp.UNMAP_GRANT_REF, 1));
    return back.get(GnttabUnmapGrantRef.STATUS);
  }

  @Test
  void setupTableNamesTheFrames() {
    front
        .arg(GnttabSetupTable.LAYOUT)
        .put(GnttabSetupTable.DOM, DomId.SELF.raw())
        .put(GnttabSetupTable.NR_FRAMES, 2)
        .put(GnttabSetupTable.FRAME_LIST, ARRAY);
    assertEquals(0, op(front, GrantTableOp.SETUP_TABLE, 1));
    assertEquals(GrantStatus.OKAY.number, front.get(GnttabSetupTable.STATUS));
    assertEquals(front.domain().grants().sharedFrames().get(1).raw(), front.peekU32(ARRAY + 4));
  }

  @Test
  void setupTableBeyondTheLimitIsAGeneralError() {
    front
        .arg(GnttabSetupTable.LAYOUT)
        .put(GnttabSetupTable.DOM, DomId.SELF.raw())
        .put(GnttabSetupTable.NR_FRAMES, 65)
        .put(GnttabSetupTable.FRAME_LIST, ARRAY);
    assertEquals(0, op(front, GrantTableOp.SETUP_TABLE, 1));
    assertEquals(GrantStatus.GENERAL_ERROR.number, front.get(GnttabSetupTable.STATUS));
  }

  @Test
  void setupTableOfOthersNeedsPrivilege() {
    front.arg(GnttabSetupTable.LAYOUT).put(GnttabSetupTable.DOM, back.id().raw());
    op(front, GrantTableOp.SETUP_TABLE, 1);
    assertEquals(GrantStatus.PERMISSION_DENIED.number, front.get(GnttabSetupTable.STATUS));
    front.put(GnttabSetupTable.DOM, 99);
    op(front, GrantTableOp.SETUP_TABLE, 1);
    assertEquals(GrantStatus.BAD_DOMAIN.number, front.get(GnttabSetupTable.STATUS));
  }

  @Test
  void operationsOnAWholeTableTakeOneEntry() {
    for (GrantTableOp op :
        List.of(
            GrantTableOp.SETUP_TABLE, GrantTableOp.QUERY_SIZE, GrantTableOp.GET_STATUS_FRAMES)) {
      refused(front, XenErrno.EINVAL, op, 0);
      refused(front, XenErrno.EINVAL, op, 2);
    }
  }

  @Test
  void querySizeAnswersFramesAndLimit() {
    front.arg(GnttabQuerySize.LAYOUT).put(GnttabQuerySize.DOM, DomId.SELF.raw());
    assertEquals(0, op(front, GrantTableOp.QUERY_SIZE, 1));
    assertEquals(1, front.get(GnttabQuerySize.NR_FRAMES));
    assertEquals(64, front.get(GnttabQuerySize.MAX_NR_FRAMES));
  }

  @Test
  void mappedGrantIsTheGrantersMemory() {
    grant(1);
    assertEquals(GrantStatus.OKAY.number, map(TAKEN, HOST));
    assertEquals(front.test.mfnOf(GIVEN) << 12, back.get(GnttabMapGrantRef.DEV_BUS_ADDR));
    front.pokeU32(GIVEN + 8, 0x1234);
    assertEquals(0x1234, back.peekU32(TAKEN + 8));
    back.pokeU32(TAKEN + 12, 0x5678);
    assertEquals(0x5678, front.peekU32(GIVEN + 12));
  }

  @Test
  void readonlyMappingCannotBeWrittenTo() {
    grant(1);
    assertEquals(GrantStatus.OKAY.number, map(TAKEN, HOST | READONLY));
    assertTrue(back.vcpu().linear().write(TAKEN, new byte[4], 0, 4) != 0);
  }

  @Test
  void unmappedGrantIsGone() {
    grant(1);
    map(TAKEN, HOST);
    long handle = back.get(GnttabMapGrantRef.HANDLE);
    assertEquals(GrantStatus.OKAY.number, unmap(TAKEN, handle));
    assertTrue(back.vcpu().linear().read(TAKEN, new byte[4], 0, 4) != 0);
    assertEquals(GrantStatus.BAD_HANDLE.number, unmap(TAKEN, handle));
  }

  @Test
  void unmapAtAnotherAddressIsAGeneralError() {
    grant(1);
    map(TAKEN, HOST);
    long handle = back.get(GnttabMapGrantRef.HANDLE);
    assertEquals(GrantStatus.GENERAL_ERROR.number, unmap(TAKEN + 0x1000, handle));
  }

  @Test
  void entryNamedByItsMachineAddressMustBeAligned() {
    grant(1);
    long entry = back.test.l1Entry(TAKEN);
    assertEquals(GrantStatus.GENERAL_ERROR.number, map(entry + 4, HOST | CONTAINS_PTE));
    assertEquals(GrantStatus.OKAY.number, map(entry, HOST | CONTAINS_PTE));
    back.vcpu().engine().flushTlb(true);
    front.pokeU32(GIVEN, 77);
    assertEquals(77, back.peekU32(TAKEN));
  }

  @Test
  void mappingWhereThereIsNoTableIsAGeneralError() {
    grant(1);
    assertEquals(GrantStatus.GENERAL_ERROR.number, map(0x80000000L, HOST));
  }

  @Test
  void mappingOfAnUnknownDomainIsBadDomain() {
    grant(1);
    mapArg(TAKEN, HOST);
    back.put(GnttabMapGrantRef.DOM, DomId.SELF.raw());
    op(back, GrantTableOp.MAP_GRANT_REF, 1);
    assertEquals(GrantStatus.BAD_DOMAIN.number, back.get(GnttabMapGrantRef.STATUS));
  }

  @Test
  void replacingMovesAnotherMappingIn() {
    grant(1);
    map(TAKEN, HOST);
    long handle = back.get(GnttabMapGrantRef.HANDLE);
    back.pokeU32(TAKEN + 0x1000, 4711);
    back.arg(GnttabUnmapAndReplace.LAYOUT)
        .put(GnttabUnmapAndReplace.HOST_ADDR, TAKEN)
        .put(GnttabUnmapAndReplace.NEW_ADDR, TAKEN + 0x1000)
        .put(GnttabUnmapAndReplace.HANDLE, handle);
    assertEquals(0, op(back, GrantTableOp.UNMAP_AND_REPLACE, 1));
    assertEquals(GrantStatus.OKAY.number, back.get(GnttabUnmapAndReplace.STATUS));
    assertEquals(4711, back.peekU32(TAKEN));
  }

  @Test
  void eachEntryOfABatchHasItsOwnStatus() {
    grant(1);
    mapArg(TAKEN, HOST);
    int size = GnttabMapGrantRef.LAYOUT.size(Abi.PV32);
    back.putAt(size, GnttabMapGrantRef.FLAGS, HOST).putAt(size, GnttabMapGrantRef.DOM, 77);
    back.putAt(2L * size, GnttabMapGrantRef.HOST_ADDR, TAKEN + 0x1000)
        .putAt(2L * size, GnttabMapGrantRef.FLAGS, HOST)
        .putAt(2L * size, GnttabMapGrantRef.REF, REF)
        .putAt(2L * size, GnttabMapGrantRef.DOM, front.id().raw());
    assertEquals(0, op(back, GrantTableOp.MAP_GRANT_REF, 3));
    assertEquals(GrantStatus.OKAY.number, back.getAt(0, GnttabMapGrantRef.STATUS));
    assertEquals(GrantStatus.BAD_DOMAIN.number, back.getAt(size, GnttabMapGrantRef.STATUS));
    assertEquals(GrantStatus.OKAY.number, back.getAt(2L * size, GnttabMapGrantRef.STATUS));
  }

  @Test
  void aMappingForNobodyIsBadBeforeItsDomainIsLookedFor() {
    grant(1);
    mapArg(TAKEN, 0);
    back.put(GnttabMapGrantRef.DOM, 77);
    assertEquals(0, op(back, GrantTableOp.MAP_GRANT_REF, 1));
    assertEquals(GrantStatus.BAD_GNTREF.number, back.get(GnttabMapGrantRef.STATUS));
  }

  private void copyArg(int length) {
    back.arg(GnttabCopy.LAYOUT)
        .put(GnttabCopy.SOURCE_REF, REF)
        .put(GnttabCopy.SOURCE_DOMID, front.id().raw())
        .put(GnttabCopy.SOURCE_OFFSET, 4)
        .put(GnttabCopy.DEST_GMFN, back.test.mfnOf(TAKEN))
        .put(GnttabCopy.DEST_DOMID, DomId.SELF.raw())
        .put(GnttabCopy.DEST_OFFSET, 16)
        .put(GnttabCopy.LEN, length)
        .put(GnttabCopy.FLAGS, 1);
  }

  @Test
  void copyMovesGrantedBytes() {
    grant(1 | READONLY);
    byte[] secret = {1, 2, 3, 4, 5};
    front.poke(GIVEN + 4, secret);
    copyArg(secret.length);
    assertEquals(0, op(back, GrantTableOp.COPY, 1));
    assertEquals(GrantStatus.OKAY.number, back.get(GnttabCopy.STATUS));
    assertArrayEquals(secret, back.peek(TAKEN + 16, secret.length));
  }

  @Test
  void copyBeyondThePageIsABadArgument() {
    grant(1);
    copyArg(4093);
    op(back, GrantTableOp.COPY, 1);
    assertEquals(GrantStatus.BAD_COPY_ARG.number, back.get(GnttabCopy.STATUS));
  }

  @Test
  void framesOfOthersCannotBeNamedInACopy() {
    copyArg(4);
    back.put(GnttabCopy.FLAGS, 0);
    op(back, GrantTableOp.COPY, 1);
    assertEquals(GrantStatus.PERMISSION_DENIED.number, back.get(GnttabCopy.STATUS));
  }

  @Test
  void swapExchangesTwoEntries() {
    grant(1);
    front
        .arg(GnttabSwapGrantRef.LAYOUT)
        .put(GnttabSwapGrantRef.REF_A, REF)
        .put(GnttabSwapGrantRef.REF_B, 600);
    op(front, GrantTableOp.SWAP_GRANT_REF, 1);
    assertEquals(GrantStatus.BAD_GNTREF.number, front.get(GnttabSwapGrantRef.STATUS));
    front.put(GnttabSwapGrantRef.REF_B, 11);
    op(front, GrantTableOp.SWAP_GRANT_REF, 1);
    assertEquals(GrantStatus.OKAY.number, front.get(GnttabSwapGrantRef.STATUS));
    assertEquals(GrantStatus.GENERAL_ERROR.number, map(TAKEN, HOST));
  }

  private void flushArg(long maddr, int op) {
    back.arg(GnttabCacheFlush.LAYOUT)
        .put(GnttabCacheFlush.A_DEV_BUS_ADDR, maddr)
        .put(GnttabCacheFlush.LENGTH, 64)
        .put(GnttabCacheFlush.OP, op);
  }

  @Test
  void cacheOfAMappedGrantCanBeFlushed() {
    long maddr = front.test.mfnOf(GIVEN) << 12;
    flushArg(maddr, 1);
    refused(back, XenErrno.EINVAL, GrantTableOp.CACHE_FLUSH, 1);
    grant(1);
    map(TAKEN, HOST);
    flushArg(maddr, 1);
    assertEquals(0, op(back, GrantTableOp.CACHE_FLUSH, 1));
    flushArg(maddr, 2);
    refused(back, XenErrno.EOPNOTSUPP, GrantTableOp.CACHE_FLUSH, 1);
    flushArg(maddr, 8);
    refused(back, XenErrno.EINVAL, GrantTableOp.CACHE_FLUSH, 1);
    flushArg(0, 1);
    refused(back, XenErrno.EPERM, GrantTableOp.CACHE_FLUSH, 1);
    flushArg(1L << 50, 1);
    refused(back, XenErrno.EINVAL, GrantTableOp.CACHE_FLUSH, 1);
  }

  @Test
  void transferIsSwitchedOff() {
    refused(back, XenErrno.EOPNOTSUPP, GrantTableOp.TRANSFER, 1);
  }

  @Test
  void dumpTableIsForgottenAsIn417() {
    refused(back, XenErrno.ENOSYS, GrantTableOp.DUMP_TABLE, 1);
  }

  @Test
  void negativeCountFailsWithEinval() {
    refused(back, XenErrno.EINVAL, GrantTableOp.MAP_GRANT_REF, -1);
  }

  @Test
  void highBitsOfTheCommandAreForCacheFlush() {
    back.assertRefused(XenErrno.EINVAL, GRANT_TABLE_OP, 1 << 12, ARG, 1);
    back.assertRefused(XenErrno.ENOSYS, GRANT_TABLE_OP, 99, ARG, 1);
  }

  @Test
  void entriesInTheHypervisorFailWithEfaultBeforeAnyIsDone() {
    grant(1);
    back.assertRefused(
        XenErrno.EFAULT, GRANT_TABLE_OP, GrantTableOp.MAP_GRANT_REF.number, ARG, 0x7FFFFFFF);
    assertEquals(List.of(), back.domain().grants().mappings());
  }

  @Test
  void longBatchIsContinuedToItsEnd() {
    int count = 1200;
    front.arg(GnttabSwapGrantRef.LAYOUT);
    int size = GnttabSwapGrantRef.LAYOUT.size(Abi.PV32);
    byte[] entries = new byte[size * count];
    for (int i = 0; i < count; i++) {
      entries[i * size + GnttabSwapGrantRef.STATUS.at(Abi.PV32)] = 99;
    }
    front.poke(ARG, entries);
    assertEquals(0, op(front, GrantTableOp.SWAP_GRANT_REF, count));
    assertEquals(0, front.getAt((long) (count - 1) * size, GnttabSwapGrantRef.STATUS));
  }
}
