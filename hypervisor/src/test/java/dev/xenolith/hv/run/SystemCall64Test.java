package dev.xenolith.hv.run;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.xenolith.abi.call.CallbackOp;
import dev.xenolith.abi.call.CallbackType;
import dev.xenolith.abi.call.Hypercall;
import dev.xenolith.abi.call.XenVersionOp;
import dev.xenolith.abi.layout.Abi;
import dev.xenolith.abi.xen.Selector;
import dev.xenolith.hv.Hypervisor;
import dev.xenolith.hv.domain.DomainConfig;
import dev.xenolith.hv.hypercall.HypercallEntry;
import dev.xenolith.hv.kit.GuestCode;
import dev.xenolith.hv.kit.TestDomain;
import dev.xenolith.hv.mm.Pte;
import dev.xenolith.hv.trap.Vectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the processor leaves of the registers where a 64-bit guest enters the hypervisor. */
class SystemCall64Test {
  private static final long RESULT = TestDomain.DATA;
  private static final long GDT = TestDomain.DATA + 0x1000;
  private static final long ARG = TestDomain.DATA + 0x2000;
  private static final long USER_STACK = TestDomain.DATA + 0x4000;
  private static final long CODE_64 = 0x00AFFB000000FFFFL;
  private static final int OWN_CS = 1 << 3 | 3;
  private static final int FLAGS = 0x202 | 1 << 10;
  private static final int FRAME_WORDS = 7;

  private final Hypervisor machine = TestDomain.machine();
  private long user;

  @AfterEach
  void close() {
    machine.close();
  }

  private static GuestCode code() {
    return new GuestCode(Abi.PV64);
  }

  /** Pushes a frame and returns by it to a label. */
  private static GuestCode iret(GuestCode code, int cs, String to) {
    code.hex("68").u32(Selector.RING3_DS_64).mov(GuestCode.EAX, USER_STACK).hex("50");
    code.hex("68").u32(FLAGS).hex("68").u32(cs).movLabel(GuestCode.EAX, to).hex("50");
    return code.hex("6A006A006A006A00").hypercall(Hypercall.IRET);
  }

  private static GuestCode register(GuestCode code, CallbackType type, String handler) {
    return code.put(ARG, type.number)
        .putLabel(ARG + 8, handler)
        .hypercall(Hypercall.CALLBACK_OP, CallbackOp.REGISTER.number, ARG);
  }

  /** A domain whose user mode runs on its kernel's page tables. */
  private TestDomain domain(GuestCode code) {
    TestDomain test = TestDomain.createPaused(machine, code, DomainConfig.small(Abi.PV64));
    assertEquals(0, test.vcpu().paging().newUserBase(test.mfnOf(TestDomain.L4)));
    return test;
  }

  /** Makes this system call from user mode; its callback stores the frame. */
  private TestDomain fromUser(CallbackType type, int cs, String instruction) {
    GuestCode code = register(code(), type, "handler").setTrapTable("table");
    iret(code, cs, "user").label("user").hex(instruction);
    code.label("handler").saveStack(RESULT, FRAME_WORDS).done();
    code.label("undefined").put(RESULT, Vectors.INVALID_OPCODE).done();
    code.label("table").trapEntry(Vectors.INVALID_OPCODE, 0, "undefined").endOfTable();
    TestDomain test = domain(code);
    test.domain().unpause();
    user = code.address("user", TestDomain.BASE);
    return test.run();
  }

  @Test
  void syscallFromUserModeSaysWhereItWas() {
    TestDomain test = fromUser(CallbackType.SYSCALL, Selector.RING3_CS64_64, "0F05");
    assertEquals(user + 2, test.u64(RESULT + 16), "rip");
    assertEquals(Selector.RING3_CS64_64, (int) test.u64(RESULT + 24), "cs");
    assertEquals(USER_STACK, test.u64(RESULT + 40), "rsp");
    assertEquals(Selector.RING3_DS_64, test.u64(RESULT + 48), "ss");
  }

  @Test
  void syscallFromUserModeLeavesWhereItWasInRcxAndItsFlagsInR11() {
    TestDomain test = fromUser(CallbackType.SYSCALL, Selector.RING3_CS64_64, "0F05");
    assertEquals(user + 2, test.u64(RESULT), "rcx");
    assertEquals(FLAGS, test.u64(RESULT + 8), "r11");
  }

  @Test
  void syscallFromUserModeArrivesWithTheDirectionFlagAsItWas() {
    TestDomain test = fromUser(CallbackType.SYSCALL, Selector.RING3_CS64_64, "0F05");
    assertEquals(0x602, test.u64(RESULT + 32));
  }

  @Test
  void syscallFromCompatibilityModeIsUndefinedOnAnIntelProcessor() {
    TestDomain test = fromUser(CallbackType.SYSCALL32, Selector.RING3_CS32_64, "0F05");
    assertEquals(Vectors.INVALID_OPCODE, test.u32(RESULT));
  }

  @Test
  void sysenterLeavesNoPlaceToGoBackTo() {
    TestDomain test = fromUser(CallbackType.SYSENTER, Selector.RING3_CS32_64, "0F34");
    assertEquals(0, test.u64(RESULT + 16), "rip");
    assertEquals(3, (int) test.u64(RESULT + 24), "cs");
    assertEquals(0, test.u64(RESULT + 40), "rsp");
    assertEquals(Selector.RING3_DS_64, test.u64(RESULT + 48), "ss");
  }

  @Test
  void aHypercallComesBackOnTheFlatCodeSegment() {
    GuestCode code = code().hex("6A0B").movLabel(GuestCode.EAX, "own").hex("5048CB").label("own");
    code.hex("8CC8").store(RESULT, GuestCode.EAX);
    code.hypercall(Hypercall.XEN_VERSION, XenVersionOp.VERSION.number);
    code.hex("8CC8").store(RESULT + 8, GuestCode.EAX).done();
    TestDomain test = domain(code);
    machine.xen().memory().putU64(test.maddr(GDT) + 8, CODE_64);
    machine.xen().memory().putU64(test.maddr(ARG), test.mfnOf(GDT));
    HypercallEntry calls = new HypercallEntry(machine.hypercalls(), test.vcpu());
    long readonly = Pte.of(test.mfnOf(GDT), TestDomain.RW & ~Pte.RW);
    assertEquals(0, calls.fromHosted(Hypercall.UPDATE_VA_MAPPING, args(GDT, readonly)));
    assertEquals(0, calls.fromHosted(Hypercall.SET_GDT, args(ARG, 512)));
    test.domain().unpause();
    test.run();
    assertEquals(OWN_CS, test.u32(RESULT));
    assertEquals(Selector.RING3_CS64_64, test.u32(RESULT + 8));
  }

  private static long[] args(long first, long second) {
    return new long[] {first, second, 0, 0, 0};
  }

  @Test
  void iretOutOfASystemCallReturnsAsSysretDoes() {
    GuestCode code = code().hex("68").u32(Selector.RING3_DS_64).mov(GuestCode.EAX, USER_STACK);
    code.hex("50").hex("68").u32(FLAGS).hex("68").u32(Selector.RING3_CS64_64);
    code.movLabel(GuestCode.EAX, "user").hex("50").hex("6800010000 6A11 6A22 6A33");
    code.hypercall(Hypercall.IRET).label("user");
    code.store(RESULT, GuestCode.EAX).store(RESULT + 8, GuestCode.ECX);
    code.store(RESULT + 16, GuestCode.R11).done();
    TestDomain test = domain(code);
    test.domain().unpause();
    test.run();
    assertEquals(0x33, test.u64(RESULT), "rax");
    assertEquals(code.address("user", TestDomain.BASE), test.u64(RESULT + 8), "rcx");
    assertEquals(FLAGS, test.u64(RESULT + 16), "r11");
  }

  @Test
  void ordinaryIretRestoresRcxAndR11() {
    GuestCode code = code().hex("68").u32(Selector.RING3_DS_64).mov(GuestCode.EAX, USER_STACK);
    code.hex("50").hex("68").u32(FLAGS).hex("68").u32(Selector.RING3_CS64_64);
    code.movLabel(GuestCode.EAX, "user").hex("50").hex("6A00 6A11 6A22 6A33");
    code.hypercall(Hypercall.IRET).label("user");
    code.store(RESULT, GuestCode.ECX).store(RESULT + 8, GuestCode.R11).done();
    TestDomain test = domain(code);
    test.domain().unpause();
    test.run();
    assertEquals(0x11, test.u64(RESULT), "rcx");
    assertEquals(0x22, test.u64(RESULT + 8), "r11");
  }

  @Test
  void aHandlerIsEnteredAsSysretDoes() {
    GuestCode code = code().setTrapTable("table").hex("CC");
    code.label("handler").store(RESULT, GuestCode.ECX).store(RESULT + 8, GuestCode.R11).done();
    code.label("table").trapEntry(Vectors.BREAKPOINT, 0, "handler").endOfTable();
    TestDomain test = TestDomain.create64(machine, code).run();
    assertEquals(code.address("handler", TestDomain.BASE), test.u64(RESULT), "rcx");
    assertEquals(0x202, test.u64(RESULT + 8) & 0xFFFFFF00L | 2, "r11");
  }

  @Test
  void goingOnBeyondTheCanonicalHalfIsAGeneralProtectionFaultThere() {
    GuestCode code = code().setTrapTable("table");
    code.hex("68").u32(Selector.RING3_DS_64).mov(GuestCode.EAX, USER_STACK).hex("50");
    code.hex("68").u32(FLAGS).hex("68").u32(Selector.RING3_CS64_64 & ~3);
    code.mov(GuestCode.EAX, 1L << 47).hex("50").hex("6A006A006A006A00").hypercall(Hypercall.IRET);
    code.label("handler").saveStack(RESULT, 4).done();
    code.label("table").trapEntry(Vectors.GENERAL_PROTECTION, 0, "handler").endOfTable();
    TestDomain test = TestDomain.create64(machine, code).run();
    assertEquals(0, test.u64(RESULT + 16), "error code");
    assertEquals(1L << 47, test.u64(RESULT + 24), "rip");
  }

  @Test
  void aBreakpointThatMovSsHeldBackIsLostInTheHypervisor() {
    long watched = RESULT + 0x100;
    GuestCode code = code().setTrapTable("table").put(watched, Selector.RING3_DS_64);
    code.hypercall(Hypercall.SET_DEBUGREG, 0, watched);
    code.hypercall(Hypercall.SET_DEBUGREG, 7, 0xF0001);
    code.hex("8E1425").u32((int) watched).hex("CC").done();
    code.label("breakpoint").put(RESULT, 3).done();
    code.label("debug").put(RESULT, 1).done();
    code.label("table").trapEntry(Vectors.DEBUG, 0, "debug");
    code.trapEntry(Vectors.BREAKPOINT, 0, "breakpoint").endOfTable();
    assertEquals(3, TestDomain.create64(machine, code).run().u32(RESULT));
  }
}
