package dev.xenolith.dom0.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.xenolith.abi.call.ConsoleIo;
import dev.xenolith.abi.call.Domctl;
import dev.xenolith.abi.call.EventChannelOp;
import dev.xenolith.abi.call.GrantTableOp;
import dev.xenolith.abi.call.Hypercall;
import dev.xenolith.abi.call.MemoryOp;
import dev.xenolith.abi.call.MmuExtOp;
import dev.xenolith.abi.call.SchedOp;
import dev.xenolith.abi.call.VmAssist;
import dev.xenolith.abi.call.XenVersionOp;
import dev.xenolith.abi.layout.Abi;
import dev.xenolith.abi.layout.ByteArrayBytes;
import dev.xenolith.abi.trace.TraceEvent;
import dev.xenolith.abi.trace.TraceEvent.Block;
import dev.xenolith.abi.trace.TraceEvent.Outcome;
import dev.xenolith.abi.xen.EvtchnAllocUnbound;
import dev.xenolith.abi.xen.GnttabMapGrantRef;
import dev.xenolith.abi.xen.MmuUpdate;
import dev.xenolith.abi.xen.MmuextOp;
import dev.xenolith.abi.xen.TrapInfo;
import dev.xenolith.abi.xen.XenDomctl;
import dev.xenolith.abi.xen.XenDomctlMaxMem;
import dev.xenolith.abi.xen.XenMemoryReservation;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class TracePrinterTest {
  private static final Abi ABI = Abi.PV32;
  private static final long AT = 0xC000_1000L;
  private final Calls calls = new Calls();

  private String only() {
    List<String> lines = calls.printed("hypercall");
    assertEquals(1, lines.size(), lines.toString());
    return lines.get(0);
  }

  @Test
  void aPageTableUpdateSaysWhichEntry() {
    ByteArrayBytes m = new ByteArrayBytes(16);
    MmuUpdate.PTR.put(m, 0, ABI, 0x1234028L);
    MmuUpdate.VAL.put(m, 0, ABI, 0x5678067L);
    calls
        .enter(Hypercall.MMU_UPDATE, List.of(Calls.block(AT, m)), AT, 1, 0, 0x7FF0)
        .exit(Hypercall.MMU_UPDATE, 0);
    assertEquals(
        "[   0.001234] d1v0 mmu_update({ptr=mfn 1234 slot 5 NORMAL_PT_UPDATE, val=0x5678067},"
            + " 1, NULL, DOMID_SELF) = 0 <0.000012>",
        only());
  }

  @Test
  void anErrorIsSaidByNameAndInWords() {
    ByteArrayBytes m = new ByteArrayBytes(12);
    MmuextOp.CMD.put(m, 0, ABI, MmuExtOp.PIN_L3_TABLE.number);
    MmuextOp.MFN.put(m, 0, ABI, 0x77);
    calls
        .enter(Hypercall.MMUEXT_OP, List.of(Calls.block(AT, m)), AT, 1, 0, 0x7FF0)
        .exit(Hypercall.MMUEXT_OP, -22);
    assertEquals(
        "[   0.001234] d1v0 mmuext_op({cmd=MMUEXT_PIN_L3_TABLE, mfn=mfn 77}, 1, NULL, DOMID_SELF)"
            + " = -22 (EINVAL Invalid argument) <0.000012>",
        only());
  }

  @Test
  void whatTheHypervisorWritesFollowsAnArrow() {
    ByteArrayBytes m = new ByteArrayBytes(8);
    EvtchnAllocUnbound.DOM.put(m, 0, ABI, 0x7FF0);
    EvtchnAllocUnbound.REMOTE_DOM.put(m, 0, ABI, 0);
    Block before = Calls.block(AT, m);
    EvtchnAllocUnbound.PORT.put(m, 0, ABI, 5);
    calls
        .enter(Hypercall.EVENT_CHANNEL_OP, List.of(before), EventChannelOp.ALLOC_UNBOUND.number, AT)
        .exit(Hypercall.EVENT_CHANNEL_OP, 0, Calls.block(AT, m));
    assertTrue(
        only()
            .contains(
                "event_channel_op(EVTCHNOP_alloc_unbound, {dom=DOMID_SELF, remote_dom=d0 =>"
                    + " port=5}) = 0"),
        only());
  }

  @Test
  void grantStatusesAndFlagsHaveNames() {
    ByteArrayBytes m = new ByteArrayBytes(GnttabMapGrantRef.LAYOUT.size(ABI));
    GnttabMapGrantRef.HOST_ADDR.put(m, 0, ABI, 0xC0005000L);
    GnttabMapGrantRef.FLAGS.put(m, 0, ABI, 6);
    GnttabMapGrantRef.REF.put(m, 0, ABI, 9);
    GnttabMapGrantRef.DOM.put(m, 0, ABI, 2);
    Block before = Calls.block(AT, m);
    GnttabMapGrantRef.STATUS.put(m, 0, ABI, -3);
    calls
        .enter(Hypercall.GRANT_TABLE_OP, List.of(before), GrantTableOp.MAP_GRANT_REF.number, AT, 1)
        .exit(Hypercall.GRANT_TABLE_OP, 0, Calls.block(AT, m));
    assertTrue(
        only()
            .contains(
                "{host_addr=0xc0005000, flags=host_map|readonly, ref=9, dom=d2 =>"
                    + " status=GNTST_bad_gntref, handle=0, dev_bus_addr=0}, 1)"),
        only());
  }

  @Test
  void pointersInStructuresAreFollowed() {
    ByteArrayBytes m = new ByteArrayBytes(XenMemoryReservation.LAYOUT.size(ABI));
    XenMemoryReservation.EXTENT_START.put(m, 0, ABI, AT + 0x100);
    XenMemoryReservation.NR_EXTENTS.put(m, 0, ABI, 2);
    XenMemoryReservation.DOMID.put(m, 0, ABI, 0x7FF0);
    ByteArrayBytes list = new ByteArrayBytes(8);
    list.putU32(0, 0x40);
    list.putU32(4, 0x41);
    List<Block> given = List.of(Calls.block(AT, m), Calls.block(AT + 0x100, list));
    calls
        .enter(Hypercall.MEMORY_OP, given, MemoryOp.DECREASE_RESERVATION.number, AT)
        .exit(Hypercall.MEMORY_OP, 2, given.toArray(Block[]::new));
    assertTrue(
        only().contains("{extent_start=[mfn 40, mfn 41], nr_extents=2, extent_order=0"), only());
    assertTrue(only().contains("domid=DOMID_SELF}) = 2 <"), only());
  }

  @Test
  void theTrapTableEndsAtItsZero() {
    ByteArrayBytes m = new ByteArrayBytes(16);
    TrapInfo.VECTOR.put(m, 0, ABI, 14);
    TrapInfo.FLAGS.put(m, 0, ABI, 4);
    TrapInfo.CS.put(m, 0, ABI, 0xE019);
    TrapInfo.ADDRESS.put(m, 0, ABI, 0x1000);
    List<Block> entries =
        List.of(new Block(AT, 8, m.copy(0, 8)), new Block(AT + 8, 8, m.copy(8, 8)));
    calls.enter(Hypercall.SET_TRAP_TABLE, entries, AT).exit(Hypercall.SET_TRAP_TABLE, 0);
    assertTrue(
        only().contains("set_trap_table([{vector=14, flags=mask, cs=0xe019, address=0x1000}]) = 0"),
        only());
  }

  @Test
  void consoleTextIsQuoted() {
    byte[] text = "a \"b\"\n".getBytes(StandardCharsets.US_ASCII);
    calls
        .enter(
            Hypercall.CONSOLE_IO,
            List.of(new Block(AT, text.length, text)),
            ConsoleIo.WRITE.number,
            text.length,
            AT)
        .exit(Hypercall.CONSOLE_IO, 0);
    assertTrue(only().contains("console_io(CONSOLEIO_write, 6, \"a \\\"b\\\"\\n\") = 0"), only());
  }

  @Test
  void aControlCallShowsTheArmThatCounts() {
    ByteArrayBytes m = new ByteArrayBytes(XenDomctl.LAYOUT.size(ABI));
    XenDomctl.CMD.put(m, 0, ABI, Domctl.MAX_MEM.number);
    XenDomctl.DOMAIN.put(m, 0, ABI, 3);
    XenDomctlMaxMem.MAX_MEMKB.put(m, XenDomctl.MAX_MEM.at(ABI), ABI, 32768);
    calls
        .enter(Hypercall.DOMCTL, List.of(Calls.block(AT, m)), AT)
        .exit(Hypercall.DOMCTL, 0, Calls.block(AT, m));
    assertTrue(
        only().contains("domctl({cmd=XEN_DOMCTL_max_mem, domain=d3, max_mem={max_memkb=32768}})"),
        only());
  }

  @Test
  void sixtyFourBitArgumentsTakeTwoRegisters() {
    calls
        .enter(Hypercall.UPDATE_VA_MAPPING, List.of(), 0xC0000000L, 0x80000067L, 1, 2)
        .exit(Hypercall.UPDATE_VA_MAPPING, 0);
    assertTrue(
        only().contains("update_va_mapping(0xc0000000, 0x180000067, UVMF_INVLPG|UVMF_LOCAL) = 0"),
        only());
  }

  @Test
  void resultsHaveTheFormTheyNeed() {
    calls
        .enter(Hypercall.XEN_VERSION, List.of(), XenVersionOp.VERSION.number, 0)
        .exit(Hypercall.XEN_VERSION, 4 << 16 | 17);
    assertTrue(only().contains("xen_version(XENVER_version) = 4.17 <"), only());
  }

  @Test
  void aPointerToNowhereIsPrintedAsSuch() {
    calls
        .enter(
            Hypercall.MMU_UPDATE,
            List.of(new Block(0xDEAD000, 16, new byte[0])),
            0xDEAD000,
            1,
            0,
            0x7FF0)
        .exit(Hypercall.MMU_UPDATE, -14);
    assertTrue(only().contains("mmu_update(0xdead000, 1, NULL, DOMID_SELF) = -14 (EFAULT"), only());
  }

  @Test
  void anUnknownHypercallIsPrintedAsNumbers() {
    calls.enter(57, List.of(), 1, 0).exit(57, Outcome.RETURNED, -38, List.of());
    assertTrue(
        only().contains("hypercall_57(0x1, 0) = -38 (ENOSYS Function not implemented)"), only());
  }

  @Test
  void callsOfAMulticallAreIndented() {
    calls
        .enter(Hypercall.MULTICALL, List.of(), AT, 2)
        .enter(Hypercall.STACK_SWITCH, List.of(), 0xE021, 0xC0002000L)
        .exit(Hypercall.STACK_SWITCH, 0)
        .enter(Hypercall.FPU_TASKSWITCH, List.of(), 1)
        .exit(Hypercall.FPU_TASKSWITCH, 0)
        .exit(Hypercall.MULTICALL, 0);
    assertEquals(
        List.of(
            "[   0.001234] d1v0 multicall(0xc0001000, 2) {",
            "[   0.001234] d1v0   stack_switch(0xe021, 0xc0002000) = 0 <0.000012>",
            "[   0.001246] d1v0   fpu_taskswitch(1) = 0 <0.000012>",
            "[   0.001270] d1v0 } = 0 <0.000012>"),
        calls.printed("hypercall"));
  }

  @Test
  void whatHappensInsideACallComesBelowIt() {
    calls
        .enter(Hypercall.MMUEXT_OP, List.of(), AT, 1, 0, 0x7FF0)
        .add(new TraceEvent.PageTypeChanged(0x77, 1, "none", "l1", 1))
        .exit(Hypercall.MMUEXT_OP, 0);
    assertEquals(
        List.of(
            "[   0.001234] d1v0 mmuext_op(0xc0001000, 1, NULL, DOMID_SELF) = 0 <0.000012>",
            "[   0.001234] d1v0   mfn 77 of d1: none -> l1 (used as that 1 time)"),
        calls.printed("all"));
    assertEquals(1, calls.printed("hypercall").size());
  }

  @Test
  void anExplanationOfSeveralLinesIsAsManyLines() {
    calls.add(new TraceEvent.Refused("no\n  frame: mfn 1"));
    assertEquals(
        List.of("[   0.001234] d1v0 refused: no", "[   0.001234] d1v0   frame: mfn 1"),
        calls.printed("domain"));
  }

  @Test
  void aCallInWhichTooMuchHappensIsSplit() {
    calls.enter(Hypercall.MMUEXT_OP, List.of(), AT, 1, 0, 0x7FF0);
    for (int i = 0; i < 1500; i++) {
      calls.add(new TraceEvent.PageTypeChanged(i, 1, "none", "l1", 1));
    }
    calls.exit(Hypercall.MMUEXT_OP, 0);
    List<String> lines = calls.printed("all");
    assertEquals(1502, lines.size());
    assertTrue(lines.getFirst().endsWith("DOMID_SELF <unfinished ...>"), lines.getFirst());
    assertTrue(lines.getLast().contains("<... mmuext_op resumed> = 0"), lines.getLast());
  }

  @Test
  void aCallThatDoesNotReturnHasNoResult() {
    calls.enter(Hypercall.IRET, List.of()).exit(Hypercall.IRET.number, Outcome.GONE, 0, List.of());
    assertTrue(only().contains("iret() = ? <"), only());
  }

  @Test
  void aCallThatNeverEndsIsPrintedAtTheEnd() {
    calls.enter(Hypercall.SCHED_OP, List.of(), SchedOp.BLOCK.number, 0);
    assertTrue(only().endsWith("sched_op(SCHEDOP_block <unfinished ...>"), only());
  }

  @Test
  void filtersChooseByNameGroupClassAndDomain() {
    calls
        .enter(Hypercall.VM_ASSIST, List.of(), 0, VmAssist.PAE_EXTENDED_CR3.number)
        .exit(Hypercall.VM_ASSIST, 0)
        .enter(Hypercall.SCHED_OP, List.of(), SchedOp.YIELD.number, 0)
        .exit(Hypercall.SCHED_OP, 0)
        .add(new TraceEvent.EventSent(3, 0, 4));
    assertEquals(3, calls.printed("all").size());
    assertEquals(2, calls.printed("").size());
    assertEquals(1, calls.printed("SCHEDOP_yield").size());
    assertEquals(1, calls.printed("%sched").size());
    assertEquals(1, calls.printed("!sched_op").size());
    assertEquals(1, calls.printed("event").size());
    assertEquals(0, calls.printed("all,d2").size());
    assertEquals(3, calls.printed("all,d1").size());
    assertThrows(IllegalArgumentException.class, () -> calls.printed("nonsense"));
  }

  @Test
  void thereAreColoursOnlyIfAskedFor() {
    calls.enter(Hypercall.FPU_TASKSWITCH, List.of(), 1).exit(Hypercall.FPU_TASKSWITCH, -22);
    assertFalse(only().contains("\033"));
    StringBuilder out = new StringBuilder();
    TracePrinter printer = new TracePrinter(TraceFilter.HYPERCALLS, Palette.ANSI, 8, out::append);
    calls.records().forEach(printer::accept);
    assertTrue(out.toString().contains("\033[1;31m-22 (EINVAL"));
  }
}
