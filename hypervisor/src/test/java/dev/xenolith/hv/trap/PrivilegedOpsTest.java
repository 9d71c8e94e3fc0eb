package dev.xenolith.hv.trap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.xenolith.abi.call.Hypercall;
import dev.xenolith.abi.call.PhysdevOp;
import dev.xenolith.abi.call.ShutdownReason;
import dev.xenolith.hv.kit.GuestCode;
import dev.xenolith.hv.kit.TestDomain;
import org.junit.jupiter.api.Test;

/** Privileged instructions in ring 1: which Xen carries out, and which stay a fault. */
class PrivilegedOpsTest {
  private static final long RESULT = TestDomain.DATA;
  private static final String GP = "general protection";

  /** EAX after the instruction, or the error code of its #GP plus 0x10000. */
  private static int eaxAfter(String code) {
    return eaxAfter(new GuestCode(), code);
  }

  private static int eaxAfter(GuestCode g, String code) {
    g.setTrapTable("table").mov(GuestCode.EAX, 0x1111).hex(code);
    g.store(RESULT, GuestCode.EAX).done();
    g.label("handler").hex("58").hex("0500000100").store(RESULT, GuestCode.EAX).done();
    g.label("table").trapEntry(13, 0, "handler").endOfTable();
    TestDomain d = TestDomain.run(g);
    assertEquals(1, d.u32(TestDomain.DONE), d.log());
    return d.u32(RESULT);
  }

  @Test
  void cliNeedsTheVirtualIoPrivilegeLevel() {
    assertEquals(0x10000, eaxAfter("FA"), GP);
    GuestCode withIopl =
        new GuestCode()
            .put(TestDomain.DATA + 0x100, 1)
            .hypercall(Hypercall.PHYSDEV_OP, PhysdevOp.SET_IOPL.number, TestDomain.DATA + 0x100);
    assertEquals(0x1111, eaxAfter(withIopl, "FA"));
  }

  @Test
  void hltAndLgdtAndInvlpgStayFaults() {
    assertEquals(0x10000, eaxAfter("F4"));
    assertEquals(0x10000, eaxAfter("0F0110"));
    assertEquals(0x10000, eaxAfter("0F0138"));
  }

  @Test
  void cr0ReadsAsItIsWithTheVirtualTs() {
    assertEquals(0x80050033, eaxAfter("0F20C0"));
    GuestCode ts = new GuestCode().hypercall(Hypercall.FPU_TASKSWITCH, 1);
    assertEquals(0x8005003B, eaxAfter(ts, "0F20C0"));
    GuestCode cleared = new GuestCode().hypercall(Hypercall.FPU_TASKSWITCH, 1).hex("0F06");
    assertEquals(0x80050033, eaxAfter(cleared, "0F20C0"));
  }

  @Test
  void changingAnythingButTsInCr0IsAFault() {
    assertEquals(0x10000, eaxAfter("B833000500 0F22C0"));
    assertEquals(0x8005003B, eaxAfter("B83B000580 0F22C0 31C0 0F20C0"));
  }

  @Test
  void cr3ReadsAsTheFoldedFrameOfTheTopTable() {
    GuestCode g = new GuestCode().hex("0F20D8").store(RESULT, GuestCode.EAX).done();
    TestDomain d = TestDomain.run(g);
    assertEquals((int) (d.mfnOf(TestDomain.L3) << 12), d.u32(RESULT));
  }

  @Test
  void loadingCr3WithAFrameThatIsNoTableIsAFaultAndExplained() {
    assertEquals(0x10000, eaxAfter("B800500000 0F22D8"));
  }

  @Test
  void bitsOfCr4ThatAreNotTheGuestsAreDropped() {
    // MOV EAX, -1; MOV CR4, EAX; MOV EAX, CR4: TSD, DE, FSGSBASE and OSXSAVE, besides what is
    // always there.
    assertEquals(0x5066C, eaxAfter("B8FFFFFFFF 0F22E0 0F20E0"));
  }

  @Test
  void debugRegistersAreTheGuestsOwn() {
    assertEquals(0x1234, eaxAfter("B834120000 0F23C0 31C0 0F21C0"));
    assertEquals(0x10000, eaxAfter("B800200000 0F23F8"), "general detect is refused");
  }

  @Test
  void anUnknownMsrIsAFaultOnceTheKernelHasAHandler() {
    assertEquals(0x10000, eaxAfter("B934120000 0F32"));
  }

  @Test
  void anUnknownMsrReadsAsZeroBeforeThat() {
    GuestCode g =
        new GuestCode()
            .mov(GuestCode.EAX, 5)
            .hex("B934120000 0F32")
            .store(RESULT, GuestCode.EAX)
            .done();
    TestDomain d = TestDomain.run(g);
    assertEquals(0, d.u32(RESULT), d.log());
    assertTrue(d.log().contains("RDMSR 0x00001234 unimplemented"));
  }

  @Test
  void thePatIsXens() {
    assertEquals(0x00070406, eaxAfter("B977020000 0F32"));
  }

  @Test
  void wrmsrFillsTheHypercallPage() {
    // The frame of a data page comes from its entry in the L1.
    long page = TestDomain.DATA + 0x5000;
    GuestCode g = new GuestCode().load(GuestCode.EAX, TestDomain.L1 + 8 * (page >>> 12 & 511));
    g.hex("2500F0FFFF 31D2 B900000040 0F30"); // AND EAX, ~4095; EDX = 0; ECX = MSR; WRMSR
    g.mov(GuestCode.EBX, 0).mov(GuestCode.EDX, page + 17 * 32).hex("FFD2"); // CALL xen_version
    g.store(RESULT, GuestCode.EAX).done();
    TestDomain d = TestDomain.run(g);
    assertEquals(0x40011, d.u32(RESULT), d.log());
  }

  @Test
  void forcedCpuidFindsXen() {
    String leaf = "B800000040 0F0B78656E0FA2";
    assertEquals(0x40000005, eaxAfter(leaf));
    GuestCode g = new GuestCode().hex(leaf).store(RESULT, GuestCode.EBX).done();
    assertEquals(0x566E6558, TestDomain.run(g).u32(RESULT));
  }

  @Test
  void nativeCpuidSaysTheSameAsForcedOne() {
    assertEquals(eaxAfter("B801000000 0F0B78656E0FA2"), eaxAfter("B801000000 0FA2"));
  }

  @Test
  void xsetbvNeedsTheOsxsaveOfTheGuestsCr4AndTakesWhatTheProcessorHas() {
    String set = "0F20E0 0D00000400 0F22E0 "; // CR4 |= OSXSAVE
    String xcr0 = "31C9 31D2 B803000000 0F01D1 0F01D0";
    assertEquals(3, eaxAfter(set + xcr0));
    assertEquals(1, eaxAfter(set + "31C9 31D2 B801000000 0F01D1 0F01D0"));
    assertEquals(0x10000, eaxAfter(set + "31C9 31D2 B807000000 0F01D1"), "no AVX");
    assertEquals(0x10000, eaxAfter(set + "31C9 31D2 B802000000 0F01D1"), "the x87 stays");
  }

  @Test
  void rdtscpReadsWhatTheKernelPutIntoTscAux() {
    String write = "B9030100C0 31D2 B834120000 0F30 ";
    assertEquals(0x1234, eaxAfter(write + "0F01F9 89C8"));
  }

  @Test
  void usingTheFpuAfterATaskSwitchTrapsOnceAndClearsTs() {
    GuestCode g = new GuestCode().setTrapTable("table");
    g.hypercall(Hypercall.FPU_TASKSWITCH, 1).hex("D9E8"); // FLD1
    g.store(RESULT + 4, GuestCode.EBX).done();
    // The handler sees TS clear already; its return repeats the instruction.
    g.label("handler").hex("0F20C0").store(RESULT, GuestCode.EAX).mov(GuestCode.EBX, 5).done();
    g.label("table").trapEntry(7, 0, "handler").endOfTable();
    TestDomain d = TestDomain.run(g);
    assertEquals(0x80050033, d.u32(RESULT), d.log());
  }

  @Test
  void anX87ExceptionArrivesWithoutErrorCodeAtTheNextInstructionThatWaits() {
    GuestCode g = new GuestCode().setTrapTable("table").put(TestDomain.DATA + 0x100, 0x37B);
    g.mov(GuestCode.ESI, TestDomain.DATA + 0x100).hex("DBE3 D92E"); // FNINIT; FLDCW [ESI]
    g.hex("D9E8 D9EE DEF9 31C0"); // FLD1; FLDZ; FDIVP; XOR EAX, EAX
    g.label("wait").hex("9B").done();
    g.label("handler").hex("58 DFE0").store(RESULT, GuestCode.EAX); // POP EAX; FNSTSW AX
    g.movLabel(GuestCode.EBX, "wait").store(RESULT + 4, GuestCode.EBX).done();
    g.label("table").trapEntry(16, 0, "handler").endOfTable();
    TestDomain d = TestDomain.run(g);
    int status = 0xB084; // B, TOP 6, ES, ZE
    assertEquals(d.u32(RESULT + 4) & 0xFFFF0000 | status, d.u32(RESULT), d.log());
  }

  @Test
  void aPortIsAFaultWithoutPrivilegeAndOnesWithIt() {
    assertEquals(0x10000, eaxAfter("E460"));
    GuestCode g =
        new GuestCode()
            .put(TestDomain.DATA + 0x100, 1)
            .hypercall(Hypercall.PHYSDEV_OP, PhysdevOp.SET_IOPL.number, TestDomain.DATA + 0x100);
    assertEquals(0x11FF, eaxAfter(g, "E460"));
  }

  @Test
  void insWritesOnesIntoTheGuestsMemory() {
    GuestCode g =
        new GuestCode()
            .put(TestDomain.DATA + 0x100, 3)
            .hypercall(Hypercall.PHYSDEV_OP, PhysdevOp.SET_IOPL.number, TestDomain.DATA + 0x100)
            .mov(GuestCode.EDI, RESULT)
            .mov(GuestCode.ECX, 2)
            .mov(GuestCode.EDX, 0x1F0)
            .hex("F36D") // REP INSD
            .store(RESULT + 0x10, GuestCode.EDI)
            .done();
    TestDomain d = TestDomain.run(g);
    assertEquals(-1, d.u32(RESULT + 4), d.log());
    assertEquals((int) RESULT + 8, d.u32(RESULT + 0x10));
  }

  @Test
  void anInstructionNobodyEmulatesWithoutHandlerCrashesTheDomain() {
    TestDomain d = TestDomain.run(new GuestCode().hex("F4"));
    assertEquals(ShutdownReason.CRASH, d.domain().shutdownReason());
  }
}
