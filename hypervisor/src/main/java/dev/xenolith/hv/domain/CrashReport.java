package dev.xenolith.hv.domain;

import dev.xenolith.abi.layout.Abi;
import dev.xenolith.abi.num.Mfn;
import dev.xenolith.hv.machine.cpu.CpuState;
import dev.xenolith.hv.mm.Pte;
import dev.xenolith.hv.trap.Selectors;
import java.util.List;
import java.util.StringJoiner;

/** All that is known when a domain crashes, as text for the log. */
final class CrashReport {
  private static final String[] NAMES = {
    "rax", "rcx", "rdx", "rbx", "rsp", "rbp", "rsi", "rdi",
    "r8", "r9", "r10", "r11", "r12", "r13", "r14", "r15"
  };
  private static final String[] SEGMENTS = {"es", "cs", "ss", "ds", "fs", "gs"};
  private static final int STACK_WORDS = 32;

  private final Vcpu vcpu;
  private final CpuState cpu;
  private final StringJoiner text = new StringJoiner("\n");

  private CrashReport(Vcpu vcpu) {
    this.vcpu = vcpu;
    cpu = vcpu.cpu();
  }

  /** The report on a domain whose vCPU did what {@code why} says; the vCPU may be null. */
  static String of(Domain domain, Vcpu vcpu, String why) {
    if (vcpu == null) {
      return "Domain %d crashed: %s".formatted(domain.id().raw(), why);
    }
    CrashReport report = new CrashReport(vcpu);
    report.line(
        "Domain %d (vcpu#%d) crashed: %s".formatted(domain.id().raw(), vcpu.id().raw(), why));
    report.registers();
    report.code();
    report.stack();
    report.calls();
    report.pageWalk();
    List<String> calls = vcpu.recentCalls().lines(vcpu.abi());
    report.line("Hypercalls before that, the latest last:" + (calls.isEmpty() ? " none" : ""));
    calls.forEach(call -> report.line("  " + call));
    return report.text.toString();
  }

  private void line(String line) {
    text.add(line);
  }

  private void registers() {
    line(
        "RIP:    %04x:[<%s>]  RFLAGS: %s  mode: %s"
            .formatted(
                cpu.selector(CpuState.CS),
                hex(cpu.rip()),
                hex(cpu.rflags()),
                vcpu.inKernelMode() ? "guest kernel" : "guest user"));
    int count = vcpu.abi() == Abi.PV32 ? 8 : 16;
    for (int i = 0; i < count; i += 4) {
      StringJoiner row = new StringJoiner("  ");
      for (int r = i; r < i + 4; r++) {
        row.add("%-3s: %s".formatted(NAMES[r], hex(cpu.gpr(r))));
      }
      line(row.toString());
    }
    line(
        "cr0: %s  cr3: %s  cr4: %s  cr2: %s"
            .formatted(
                hex(cpu.cr(CpuState.CR0)),
                hex(vcpu.paging().base() << 12),
                hex(cpu.cr(CpuState.CR4)),
                hex(vcpu.traps().control().cr2())));
    StringJoiner row = new StringJoiner("  ");
    for (int i = 0; i < SEGMENTS.length; i++) {
      row.add("%s: %04x".formatted(SEGMENTS[i], cpu.selector(i)));
    }
    line(row.toString());
  }

  private String hex(long value) {
    return vcpu.abi() == Abi.PV32 ? "%08x".formatted((int) value) : "%016x".formatted(value);
  }

  private void code() {
    List<String> lines = new CodeListing(cpu, vcpu.linear()).lines();
    line("Guest code around RIP:" + (lines.isEmpty() ? " not mapped" : ""));
    lines.forEach(this::line);
  }

  /** The entries the processor met on the way to the address that faulted last. */
  private void pageWalk() {
    long linear = vcpu.traps().control().cr2();
    if (linear == 0) {
      return;
    }
    line("Page table walk to cr2 %s:".formatted(hex(linear)));
    long table = vcpu.paging().cr3().raw() >>> Mfn.PAGE_SHIFT;
    for (int level = 4; level >= 1 && table != 0; level--) {
      int slot = Pte.slot(linear, level);
      long entry = vcpu.domain().xen().memory().getU64((table << Mfn.PAGE_SHIFT) + 8L * slot);
      line("  L%d[%03x] = %016x".formatted(level, slot, entry));
      boolean leads = (entry & (Pte.PRESENT | Pte.PSE)) == Pte.PRESENT;
      table = leads ? Pte.mfn(entry) : 0;
    }
  }

  private void calls() {
    List<String> lines = new CallTrace(vcpu).lines();
    if (!lines.isEmpty()) {
      line("Return addresses on the stack, the latest call first (*: by frame pointers):");
      lines.forEach(this::line);
    }
  }

  private void stack() {
    line(
        "Guest stack from %s=%s:"
            .formatted(vcpu.abi() == Abi.PV32 ? "esp" : "rsp", hex(cpu.gpr(CpuState.RSP))));
    int word = vcpu.abi().wordBytes;
    byte[] bytes = new byte[STACK_WORDS * word];
    long linear = cpu.base(CpuState.SS) + cpu.gpr(CpuState.RSP);
    int missing = vcpu.linear().read(linear, bytes, 0, bytes.length);
    int words = (bytes.length - missing) / word;
    for (int i = 0; i < words; i += 8) {
      StringJoiner row = new StringJoiner(" ", "  ", "");
      for (int w = i; w < Math.min(words, i + 8); w++) {
        long value = 0;
        for (int b = word - 1; b >= 0; b--) {
          value = value << 8 | bytes[w * word + b] & 0xFF;
        }
        row.add(hex(value));
      }
      line(row.toString());
    }
    if (words == 0) {
      line("  not readable");
    }
    int ring = Selectors.kernelRing(vcpu.abi());
    line("Kernel ring: %d, events %s".formatted(ring, vcpu.upcallMask() == 0 ? "on" : "masked"));
  }
}
