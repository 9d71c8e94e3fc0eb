package dev.xenolith.hv.run;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.xenolith.abi.call.CallbackType;
import dev.xenolith.abi.call.Hypercall;
import dev.xenolith.abi.call.MmuExtOp;
import dev.xenolith.hv.Hypervisor;
import dev.xenolith.hv.kit.GuestCode;
import dev.xenolith.hv.kit.TestDomain;
import dev.xenolith.hv.trap.Vectors;
import org.junit.jupiter.api.Test;

/** A guest's own GDT and LDT: descriptors loaded from them, gates, and segments that go bad. */
class DescriptorTableTest {
  private static final long RESULT = TestDomain.DATA;
  private static final long ARGUMENT = TestDomain.DATA + 0x100;

  /** A page of the data area that becomes a descriptor table. */
  private static final long TABLE = TestDomain.DATA + 0x6000;

  private static final long FLAT_DATA_RING1 = 0x00CFB3000000FFFFL;

  /** The frame of the table is known only at run time: the kernel reads it from its L1. */
  private static GuestCode frameOfTable(GuestCode g) {
    g.load(GuestCode.EAX, TestDomain.L1 + 8 * (TABLE >>> 12 & 511));
    return g.hex("C1E80C").store(ARGUMENT, GuestCode.EAX); // SHR EAX, 12
  }

  private static GuestCode readOnlyTable(GuestCode g) {
    // MOV EAX, [entry]; AND EAX, ~2; update_va_mapping(TABLE, EAX, 0, INVLPG)
    g.load(GuestCode.EAX, TestDomain.L1 + 8 * (TABLE >>> 12 & 511)).hex("83E0FD 89C1");
    g.mov(GuestCode.EBX, TABLE).mov(GuestCode.EDX, 0).mov(GuestCode.ESI, 2);
    return g.mov(GuestCode.EAX, Hypercall.UPDATE_VA_MAPPING.number).hex("CD82");
  }

  private static void descriptor(GuestCode g, int index, long value) {
    g.put(TABLE + 8L * index, value).put(TABLE + 8L * index + 4, value >>> 32);
  }

  private static GuestCode withGdt(GuestCode g) {
    readOnlyTable(g);
    frameOfTable(g);
    return g.hypercall(Hypercall.SET_GDT, ARGUMENT, 512);
  }

  @Test
  void aSegmentIsLoadedFromTheGuestsGdt() {
    GuestCode g = new GuestCode();
    descriptor(g, 1, FLAT_DATA_RING1);
    withGdt(g).hex("B809000000 8EE0"); // MOV FS, 9
    g.hex("64A1").u32((int) (TABLE + 8)).store(RESULT, GuestCode.EAX).done();
    TestDomain d = TestDomain.run(g);
    assertEquals(0x0000FFFF, d.u32(RESULT), d.log());
  }

  @Test
  void aSegmentIsLoadedFromTheGuestsLdtWhosePageIsMappedWhenFirstUsed() {
    GuestCode g = new GuestCode();
    descriptor(g, 2, FLAT_DATA_RING1);
    readOnlyTable(g);
    g.put(ARGUMENT, MmuExtOp.SET_LDT.number).put(ARGUMENT + 4, TABLE).put(ARGUMENT + 8, 8);
    g.hypercall(Hypercall.MMUEXT_OP, ARGUMENT, 1, 0, 0x7FF0);
    g.hex("B815000000 8EE8"); // MOV GS, 2 * 8 | 4 | 1
    g.hex("8CE8").store(RESULT, GuestCode.EAX).done(); // MOV EAX, GS
    TestDomain d = TestDomain.run(g);
    assertEquals(0x15, d.u32(RESULT) & 0xFFFF, d.log());
  }

  @Test
  void aFarCallThroughACallGateReachesItsTarget() {
    GuestCode g = new GuestCode();
    // The gate's target stands in its two halves; its DPL is the ring it is open to.
    g.movLabel(GuestCode.EAX, "target").hex("2500 00FFFF 0D00AC0000");
    g.store(TABLE + 28, GuestCode.EAX);
    g.movLabel(GuestCode.EAX, "target").hex("25FFFF0000 0D000019E0");
    g.store(TABLE + 24, GuestCode.EAX);
    withGdt(g).store(RESULT + 8, GuestCode.EAX);
    g.hex("9A 00000000 1900").label("back"); // CALL 0x19:0
    g.store(RESULT + 4, GuestCode.EAX).done();
    g.label("target").hex("8B0424").store(RESULT, GuestCode.EAX);
    g.mov(GuestCode.EAX, 7).hex("CB"); // RETF
    TestDomain d = TestDomain.run(g);
    assertEquals(0, d.u32(RESULT + 8), d.log());
    assertEquals((int) g.address("back", TestDomain.BASE), d.u32(RESULT), d.log());
    assertEquals(7, d.u32(RESULT + 4));
  }

  @Test
  void aDataSegmentThatWentBadIsReportedByTheFailsafeCallback() {
    Hypervisor machine = TestDomain.machine();
    GuestCode g = new GuestCode();
    g.put(ARGUMENT + 0x40, CallbackType.FAILSAFE.number).put(ARGUMENT + 0x44, 0xE019);
    g.putLabel(ARGUMENT + 0x48, "failsafe");
    g.hypercall(Hypercall.CALLBACK_OP, 0, ARGUMENT + 0x40);
    descriptor(g, 1, FLAT_DATA_RING1);
    withGdt(g).hex("B809000000 8EE0"); // MOV FS, 9
    // A GDT without entries; FS stays loaded until the processor has to load it again.
    g.hypercall(Hypercall.SET_GDT, ARGUMENT, 0).put(RESULT + 0x20, 1).hex("EBFE");
    g.label("failsafe").saveStack(RESULT, 7).done();
    TestDomain d = TestDomain.create(machine, g);
    // Somebody else, so that there is a switch away from it and back.
    TestDomain.create(machine, new GuestCode().hex("EBFE"));
    d.run();
    assertEquals(0xE021, d.u32(RESULT), "DS first: " + d.log());
    assertEquals(0xE021, d.u32(RESULT + 4), "then ES");
    assertEquals(9, d.u32(RESULT + 8), "FS as it was");
    assertEquals(0xE019, d.u32(RESULT + 20) & 0xFFFF);
  }

  @Test
  void aTrapThatWaitsIsDeliveredBeforeTheFailsafeCallback() {
    Hypervisor machine = TestDomain.machine();
    GuestCode g = new GuestCode();
    g.put(ARGUMENT + 0x40, CallbackType.FAILSAFE.number).put(ARGUMENT + 0x44, 0xE019);
    g.putLabel(ARGUMENT + 0x48, "failsafe");
    g.hypercall(Hypercall.CALLBACK_OP, 0, ARGUMENT + 0x40);
    g.put(ARGUMENT + 0x50, 0xE019 << 16 | Vectors.INVALID_OPCODE);
    g.putLabel(ARGUMENT + 0x54, "undefined").put(ARGUMENT + 0x58, 0).put(ARGUMENT + 0x5C, 0);
    g.hypercall(Hypercall.SET_TRAP_TABLE, ARGUMENT + 0x50);
    descriptor(g, 1, FLAT_DATA_RING1);
    withGdt(g).hex("B809000000 8EE0"); // MOV FS, 9
    g.hypercall(Hypercall.SET_GDT, ARGUMENT, 0).put(RESULT + 0x20, 1).hex("EBFE");
    g.label("undefined").hex("EBFE");
    g.label("failsafe").saveStack(RESULT, 7).done();
    TestDomain d = TestDomain.create(machine, g);
    machine.runUntil(() -> d.u32(RESULT + 0x20) != 0);
    // As when the time slice ends between an exit and the return to the guest.
    d.vcpu().delivery().injectException(Vectors.INVALID_OPCODE, 0);
    d.vcpu().processor().setSegmentsStale(true);
    d.run();
    assertEquals(9, d.u32(RESULT + 8), "FS as it was: " + d.log());
    assertEquals(
        d.vcpu().traps().table().address(Vectors.INVALID_OPCODE),
        Integer.toUnsignedLong(d.u32(RESULT + 16)),
        "the failsafe handler returns to the trap's");
  }
}
