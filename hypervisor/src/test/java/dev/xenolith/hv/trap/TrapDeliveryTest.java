package dev.xenolith.hv.trap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.xenolith.abi.call.CallbackType;
import dev.xenolith.abi.call.Hypercall;
import dev.xenolith.abi.call.ShutdownReason;
import dev.xenolith.hv.kit.GuestCode;
import dev.xenolith.hv.kit.TestDomain;
import org.junit.jupiter.api.Test;

/**
 * What a 32-bit kernel finds on its stack when a trap or an event reaches it, and how it goes back.
 */
class TrapDeliveryTest {
  private static final long FRAME = TestDomain.DATA;
  private static final long MASK = TestDomain.SHARED_INFO + 1;
  private static final int KERNEL_CS = 0xE019;
  private static final int USER_CS = 0xE02B;
  private static final int USER_SS = 0xE033;
  private static final int IF = 0x200;

  /**
   * A kernel that registers a handler, does something, and whose handler saves its frame and is
   * done.
   */
  private static TestDomain frameOf(int vector, int flags, String code) {
    GuestCode g = new GuestCode().setTrapTable("table").hex(code).label("after").hex("EBFE");
    g.label("handler").saveStack(FRAME, 6).done();
    g.label("table").trapEntry(vector, flags, "handler").endOfTable();
    TestDomain d = TestDomain.run(g);
    assertEquals(1, d.u32(TestDomain.DONE), d.log());
    return d;
  }

  private static int word(TestDomain d, int index) {
    return d.u32(FRAME + 4L * index);
  }

  @Test
  void aTrapFromTheKernelPushesEipCsWithTheMaskAndFlags() {
    TestDomain d = frameOf(6, 0, "0F0B");
    assertEquals(TestDomain.BASE + 12, word(d, 0));
    assertEquals(KERNEL_CS | 1 << 16, word(d, 1), "events start masked");
    assertEquals(0, word(d, 2) & IF, "IF shows the mask, inverted");
  }

  @Test
  void aPageFaultBringsItsErrorCodeAndItsAddress() {
    // MOV EAX, [0x10]
    TestDomain d = frameOf(14, 0, "A110000000");
    assertEquals(0, word(d, 0), "a read from the kernel, not present");
    assertEquals(TestDomain.BASE + 12, word(d, 1));
    byte[] cr2 = new byte[4];
    d.vcpu().linear().read(TestDomain.SHARED_INFO + 8, cr2, 0, 4);
    assertEquals(0x10, cr2[0]);
  }

  @Test
  void int3ArrivesBehindTheInstructionWhateverItsDpl() {
    TestDomain d = frameOf(3, 0, "CC");
    assertEquals(TestDomain.BASE + 13, word(d, 0));
  }

  @Test
  void intNThatTheGuestAllowsItsKernelArrivesBehindTheInstruction() {
    TestDomain d = frameOf(0x20, 1, "CD20");
    assertEquals(TestDomain.BASE + 14, word(d, 0));
  }

  @Test
  void intNThatTheGuestDoesNotAllowIsAGeneralProtectionFault() {
    TestDomain d = frameOf(13, 0, "CD20");
    assertEquals(0x20 << 3 | 2, word(d, 0));
    assertEquals(TestDomain.BASE + 12, word(d, 1));
  }

  @Test
  void int80GoesStraightToItsHandler() {
    TestDomain d = frameOf(0x80, 0, "CD80");
    assertEquals(TestDomain.BASE + 14, word(d, 0));
  }

  @Test
  void aTrapFromRing3ArrivesOnTheKernelStackWithEspAndSs() {
    GuestCode g = new GuestCode().setTrapTable("table");
    g.hypercall(Hypercall.STACK_SWITCH, 0xE021, TestDomain.DATA + 0x2000);
    toRing3(g, TestDomain.DATA + 0x3000);
    g.label("user").hex("0F0B");
    // The way to ring 3 took the kernel's data segments away: MOV DS, 0xE021.
    g.label("handler")
        .hex("B821E00000 8ED8")
        .hex("89E5")
        .store(FRAME + 0x40, GuestCode.EBP)
        .saveStack(FRAME, 6)
        .done();
    g.label("table").trapEntry(6, 0, "handler").endOfTable();
    TestDomain d = TestDomain.run(g);
    assertEquals((int) g.address("user", TestDomain.BASE), word(d, 0), d.log());
    assertEquals(USER_CS, word(d, 1), "ring 3 ran with events open");
    assertEquals(IF, word(d, 2) & IF);
    assertEquals(TestDomain.DATA + 0x3000, word(d, 3));
    assertEquals(USER_SS, word(d, 4));
    assertEquals(TestDomain.DATA + 0x2000 - 20, d.u32(FRAME + 0x40));
  }

  /** Leaves for ring 3 at the label "user" by the iret hypercall. */
  private static void toRing3(GuestCode g, long esp) {
    push(g, USER_SS);
    push(g, esp);
    push(g, 0x202);
    push(g, USER_CS);
    g.movLabel(GuestCode.EAX, "user").hex("50"); // PUSH EAX
    g.hex("50").mov(GuestCode.EAX, Hypercall.IRET.number).hex("CD82");
  }

  private static void push(GuestCode g, long value) {
    g.hex("68").u32((int) value);
  }

  @Test
  void iretToTheKernelTakesFourWordsAndRestoresTheMask() {
    GuestCode g = new GuestCode().hex("89E5").store(FRAME, GuestCode.EBP); // MOV EBP, ESP
    push(g, 0x202);
    push(g, KERNEL_CS);
    g.movLabel(GuestCode.EAX, "back").hex("50");
    push(g, 0x1234);
    g.mov(GuestCode.EAX, Hypercall.IRET.number).hex("CD82");
    g.label("back").store(FRAME + 4, GuestCode.EAX).hex("89E5").store(FRAME + 8, GuestCode.EBP);
    TestDomain d = TestDomain.run(g.done());
    assertEquals(0x1234, d.u32(FRAME + 4), d.log());
    assertEquals(d.u32(FRAME), d.u32(FRAME + 8));
    assertEquals(0, d.vcpu().upcallMask());
  }

  @Test
  void iretToRing0CrashesTheDomain() {
    GuestCode g = new GuestCode();
    push(g, 0x202);
    push(g, 0xE008);
    push(g, TestDomain.BASE);
    push(g, 0);
    TestDomain d = TestDomain.run(g.mov(GuestCode.EAX, Hypercall.IRET.number).hex("CD82"));
    assertEquals(ShutdownReason.CRASH, d.domain().shutdownReason());
    assertTrue(d.log().contains("iret to ring 0"), d.log());
  }

  @Test
  void iretToABadCodeSegmentIsAFaultOfTheTarget() {
    GuestCode g = new GuestCode().setTrapTable("table");
    push(g, 0x2);
    push(g, 0x0009);
    push(g, 0x5555);
    push(g, 0);
    g.mov(GuestCode.EAX, Hypercall.IRET.number).hex("CD82");
    g.label("handler").saveStack(FRAME, 4).done();
    g.label("table").trapEntry(13, 0, "handler").endOfTable();
    TestDomain d = TestDomain.run(g);
    assertEquals(0x8, word(d, 0), d.log());
    assertEquals(0x5555, word(d, 1));
  }

  @Test
  void anEventReachesItsCallbackWithTheMaskSet() {
    GuestCode g = new GuestCode();
    g.put(FRAME + 0x80, CallbackType.EVENT.number).put(FRAME + 0x84, KERNEL_CS);
    g.putLabel(FRAME + 0x88, "event");
    g.hypercall(Hypercall.CALLBACK_OP, 0, FRAME + 0x80);
    // MOV BYTE [pending], 1; MOV BYTE [mask], 0; then a hypercall, on whose return it is looked at.
    g.hex("C605").u32((int) TestDomain.SHARED_INFO).hex("01");
    g.hex("C605").u32((int) MASK).hex("00");
    g.hypercall(Hypercall.XEN_VERSION, 0).hex("EBFE");
    g.label("event").saveStack(FRAME, 4);
    g.hex("0FB605").u32((int) MASK).store(FRAME + 0x40, GuestCode.EAX).done();
    TestDomain d = TestDomain.run(g);
    assertEquals(KERNEL_CS, word(d, 1), d.log());
    assertEquals(IF, word(d, 2) & IF);
    assertEquals(1, d.u32(FRAME + 0x40));
  }

  @Test
  void aHandlerThatWantsItIsEnteredWithEventsMasked() {
    GuestCode g = new GuestCode().setTrapTable("table");
    g.hex("C605").u32((int) MASK).hex("00").hex("0F0B");
    g.label("handler").hex("0FB605").u32((int) MASK).store(FRAME, GuestCode.EAX).done();
    g.label("table").trapEntry(6, 4, "handler").endOfTable();
    assertEquals(1, word(TestDomain.run(g), 0));
  }

  @Test
  void aSingleStepIsADebugTrapWithItsStatus() {
    // PUSHF; OR DWORD [ESP], 0x100; POPF; NOP
    TestDomain d = frameOf(1, 0, "9C810C24000100009D90");
    assertEquals(TestDomain.BASE + 12 + 10, word(d, 0));
    assertEquals(0, word(d, 2) & 0x100 ^ 0x100, "the saved TF is set");
    assertEquals(1 << 14, d.vcpu().traps().debug().read(6) & 1 << 14);
  }

  @Test
  void anNmiWaitsForTheHandlersIret() {
    GuestCode g = new GuestCode();
    g.putLabel(FRAME + 0x80, "nmi").put(FRAME + 0x84, 0);
    g.hypercall(Hypercall.NMI_OP, 0, FRAME + 0x80).hex("EBFE");
    g.label("nmi").saveStack(FRAME, 3).done();
    TestDomain d = TestDomain.createPaused(TestDomain.machine(), g);
    d.vcpu().traps().setNmiPending(true);
    d.domain().unpause();
    // Before the registration the NMI is lost, as on silicon without a handler.
    d.hypervisor().runUntil(() -> d.hypervisor().xen().clock().now() > 1_000_000);
    assertEquals(0, d.u32(TestDomain.DONE));
    d.vcpu().traps().setNmiPending(true);
    d.run();
    assertEquals(KERNEL_CS, word(d, 1) & 0xFFFF, d.log());
    assertTrue(d.vcpu().traps().nmiMasked());
  }
}
