package dev.xenolith.hv.hypercall;

import static dev.xenolith.abi.call.Hypercall.GRANT_TABLE_OP;
import static dev.xenolith.abi.call.Hypercall.UPDATE_VA_MAPPING;
import static dev.xenolith.hv.hypercall.Caller.ARG;
import static dev.xenolith.hv.hypercall.Caller.ARRAY;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.xenolith.abi.call.GrantTableOp;
import dev.xenolith.abi.call.XenErrno;
import dev.xenolith.abi.num.DomId;
import dev.xenolith.abi.xen.GnttabGetStatusFrames;
import dev.xenolith.abi.xen.GnttabGetVersion;
import dev.xenolith.abi.xen.GnttabSetVersion;
import dev.xenolith.abi.xen.GrantStatus;
import dev.xenolith.hv.Hypervisor;
import dev.xenolith.hv.kit.TestDomain;
import dev.xenolith.hv.mm.Pte;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GrantVersionOpsTest {
  private static final long WINDOW = TestDomain.DATA + 0x9000;

  private final Hypervisor machine = TestDomain.machine();
  private final Caller front = Caller.on(machine);
  private final Caller back = Caller.on(machine);

  @AfterEach
  void close() {
    machine.close();
  }

  private static long op(Caller c, GrantTableOp op) {
    return c.call(GRANT_TABLE_OP, op.number, ARG, 1);
  }

  private static void refused(Caller c, XenErrno error, GrantTableOp op) {
    c.assertRefused(error, GRANT_TABLE_OP, op.number, ARG, 1);
  }

  private Caller version(int wanted) {
    return front.arg(GnttabSetVersion.LAYOUT).put(GnttabSetVersion.VERSION, wanted);
  }

  private long statusFrames(int count) {
    front
        .arg(GnttabGetStatusFrames.LAYOUT)
        .put(GnttabGetStatusFrames.DOM, DomId.SELF.raw())
        .put(GnttabGetStatusFrames.NR_FRAMES, count)
        .put(GnttabGetStatusFrames.FRAME_LIST, ARRAY);
    assertEquals(0, op(front, GrantTableOp.GET_STATUS_FRAMES));
    return front.get(GnttabGetStatusFrames.STATUS);
  }

  private long map(long entry) {
    return front.call(UPDATE_VA_MAPPING, WINDOW, entry & 0xFFFFFFFFL, entry >>> 32, 2);
  }

  @Test
  void setVersionSaysWhichOneThereIsNow() {
    assertEquals(0, op(version(2), GrantTableOp.SET_VERSION));
    refused(version(3), XenErrno.EINVAL, GrantTableOp.SET_VERSION);
    assertEquals(2, front.get(GnttabSetVersion.VERSION));
  }

  @Test
  void getVersionAnswersForOneself() {
    front.arg(GnttabGetVersion.LAYOUT).put(GnttabGetVersion.DOM, DomId.SELF.raw());
    assertEquals(0, op(front, GrantTableOp.GET_VERSION));
    assertEquals(1, front.get(GnttabGetVersion.VERSION));
    assertEquals(0, op(version(2), GrantTableOp.SET_VERSION));
    front.arg(GnttabGetVersion.LAYOUT).put(GnttabGetVersion.DOM, DomId.SELF.raw());
    assertEquals(0, op(front, GrantTableOp.GET_VERSION));
    assertEquals(2, front.get(GnttabGetVersion.VERSION));
  }

  @Test
  void getVersionOfOthersNeedsPrivilege() {
    front.arg(GnttabGetVersion.LAYOUT).put(GnttabGetVersion.DOM, back.id().raw());
    refused(front, XenErrno.EPERM, GrantTableOp.GET_VERSION);
    front.put(GnttabGetVersion.DOM, 99);
    refused(front, XenErrno.ESRCH, GrantTableOp.GET_VERSION);
  }

  @Test
  void versionOneHasNoStatusFrames() {
    assertEquals(GrantStatus.OKAY.number, statusFrames(0));
    assertEquals(GrantStatus.GENERAL_ERROR.number, statusFrames(1));
  }

  @Test
  void statusFramesAreNamedWith64BitsToA32BitGuestToo() {
    op(version(2), GrantTableOp.SET_VERSION);
    front.pokeU32(ARRAY + 4, -1);
    assertEquals(GrantStatus.OKAY.number, statusFrames(1));
    assertEquals(front.domain().grants().statusFrames().get(0).raw(), front.peekU32(ARRAY));
    assertEquals(0, front.peekU32(ARRAY + 4));
  }

  @Test
  void aStatusFrameThatIsMappedKeepsTheVersion() {
    op(version(2), GrantTableOp.SET_VERSION);
    long frame = front.domain().grants().statusFrames().get(0).raw();
    assertEquals(0, map(Pte.of(frame, TestDomain.RW & ~Pte.RW)));
    refused(version(1), XenErrno.EBUSY, GrantTableOp.SET_VERSION);
    assertEquals(0, map(0));
    assertEquals(0, op(version(1), GrantTableOp.SET_VERSION));
  }
}
