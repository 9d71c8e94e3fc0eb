package dev.xenolith.hv.vectors;

import java.util.List;

/** Single steps, breakpoints, the resume flag, and the instruction after MOV SS. */
final class RingDebugCases {
  private static final int START = Windows.CODE + RingDraft.CODE_AT;
  private static final int WATCHED = Windows.DATA + 0x200;
  private static final int EXECUTE = 0;
  private static final int WRITE = 1;
  private static final int ACCESS = 3;
  private static final int FOUR = 3;

  private RingDebugCases() {}

  static void add(List<RingCase> cases, int ring) {
    steps(cases, ring);
    shadows(cases, ring);
    breakpoints(cases, ring);
  }

  private static void steps(List<RingCase> cases, int ring) {
    int[][] insns = {
      {0x90},
      {0x9C},
      {0xEB, 0x10},
      {0xCD, 0x82},
      {0xCC},
      {0xF1},
      {0xFA},
      {0x0F, 0x0B},
      {0x8E, 0xD8},
      {0xCD, 0x21}
    };
    for (int[] insn : insns) {
      RingDraft d = new RingDraft(ring).flags(RingDraft.TF).gpr(Draft.EAX, RingTables.data(3));
      cases.add(d.insn(insn).make());
      RingDraft resumed = new RingDraft(ring).flags(RingDraft.TF | RingDraft.RF);
      cases.add(resumed.gpr(Draft.EAX, RingTables.data(3)).insn(insn).make());
    }
    RingDraft d = new RingDraft(ring).flags(RingDraft.TF).gpr(Draft.ECX, 3);
    cases.add(d.gpr(Draft.EDI, WATCHED).insn(0xF3, 0xAA).make());
    cases.add(new RingDraft(ring).flags(RingDraft.TF).insn(0x9D, 0x90).stack(4, 0x202).make());
    cases.add(new RingDraft(ring).insn(0x9D, 0x90, 0x90).stack(4, 0x302).make());
  }

  /** MOV SS, POP SS, LSS and STI hold debug traps back or not. */
  private static void shadows(List<RingCase> cases, int ring) {
    int ss = RingTables.data(ring);
    int[][] loads = {
      {0x8E, 0xD0, 0x40, 0x40}, {0x17, 0x40, 0x40}, {0x0F, 0xB2, 0x23, 0x40}, {0xFB, 0x40, 0x40}
    };
    for (int[] insn : loads) {
      for (int flags : new int[] {0, RingDraft.TF}) {
        RingDraft d = new RingDraft(ring).flags(flags).gpr(Draft.EAX, ss).gpr(Draft.EBX, WATCHED);
        d.memory(WATCHED, RingDraft.STACK_TOP, ss).insn(insn);
        cases.add(d.stack(4, ss).iopl(3).make());
        RingDraft off = new RingDraft(ring).flags(flags).gpr(Draft.EAX, ss).gpr(Draft.EBX, WATCHED);
        off.memory(WATCHED, RingDraft.STACK_TOP, ss).insn(insn).noInterrupts();
        cases.add(off.stack(4, ss).iopl(3).make());
      }
    }
    RingDraft code = new RingDraft(ring).gpr(Draft.EAX, ss).insn(0x8E, 0xD0, 0x40, 0x40);
    cases.add(code.breakpoint(0, START + 2, EXECUTE, 0).make());
    RingDraft data = new RingDraft(ring).gpr(Draft.EBX, WATCHED).insn(0x8E, 0x13, 0x40, 0x40);
    cases.add(data.memory(WATCHED, ss).breakpoint(1, WATCHED, ACCESS, FOUR).make());
    RingDraft interrupt = new RingDraft(ring).gpr(Draft.EBX, WATCHED).insn(0x8E, 0x13, 0xCD, 0x80);
    cases.add(interrupt.memory(WATCHED, ss).breakpoint(1, WATCHED, ACCESS, FOUR).make());
  }

  private static void breakpoints(List<RingCase> cases, int ring) {
    for (int flags : new int[] {0, RingDraft.RF, RingDraft.TF, RingDraft.TF | RingDraft.RF}) {
      RingDraft d = new RingDraft(ring).flags(flags).insn(0x40);
      cases.add(d.breakpoint(0, START, EXECUTE, 0).make());
      RingDraft fault = new RingDraft(ring).flags(flags).insn(0x0F, 0x0B);
      cases.add(fault.breakpoint(2, START, EXECUTE, 0).make());
      // Bochs counts a breakpoint on the next instruction among the causes of a single step: not
      // asked.
      RingDraft second = new RingDraft(ring).flags(flags & ~RingDraft.TF).insn(0x40, 0x43);
      cases.add(second.breakpoint(3, START + 1, EXECUTE, 0).make());
    }
    for (int kind : new int[] {WRITE, ACCESS}) {
      for (int length = 0; length < 4; length++) {
        for (int at : new int[] {-4, -1, 0, 1, 2, 3, 4}) {
          int address = WATCHED + at;
          RingDraft read = new RingDraft(ring).gpr(Draft.EBX, address).insn(0x8B, 0x03);
          cases.add(read.breakpoint(1, WATCHED, kind, length).make());
          RingDraft write = new RingDraft(ring).gpr(Draft.EBX, address).insn(0x66, 0x89, 0x03);
          cases.add(write.breakpoint(1, WATCHED, kind, length).make());
        }
      }
    }
    RingDraft push = new RingDraft(ring).insn(0x50);
    cases.add(push.breakpoint(0, RingDraft.STACK_TOP - 4, WRITE, FOUR).make());
    RingDraft string = new RingDraft(ring).gpr(Draft.EDI, WATCHED - 3).gpr(Draft.ECX, 8);
    cases.add(string.insn(0xF3, 0xAA).breakpoint(0, WATCHED, WRITE, 0).make());
    RingDraft both = new RingDraft(ring).gpr(Draft.EBX, WATCHED).insn(0x01, 0x03);
    both.breakpoint(0, WATCHED, WRITE, FOUR).breakpoint(3, WATCHED + 2, ACCESS, 0);
    cases.add(both.make());
  }
}
