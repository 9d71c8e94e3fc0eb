package dev.xenolith.hv.run;

import dev.xenolith.abi.call.VmAssist;
import dev.xenolith.hv.domain.Vcpu;
import dev.xenolith.hv.machine.cpu.CpuExit;
import dev.xenolith.hv.machine.cpu.CpuState;
import dev.xenolith.hv.machine.memory.MachineMemory;
import dev.xenolith.hv.mm.PageTableWrites;
import dev.xenolith.hv.mm.Pte;
import dev.xenolith.hv.trap.Vectors;
import dev.xenolith.hv.trap.WrittenOperand;
import java.util.Arrays;

/**
 * Writable page tables: a kernel's store into one of its level-1 tables faults, because the table
 * is mapped read-only, and is carried out with the checks of mmu_update.
 *
 * <p>The instruction is executed by the processor itself, once, on a copy of the table; what it
 * changed there is then asked for. So every instruction that writes memory works, with its flags
 * and registers, and its meaning stands in one place only.
 */
final class PageTableStores {
  private static final int PAGE = 4096;
  private static final int WORD = 8;

  private final Vcpu vcpu;
  private final MachineMemory memory;
  private final WrittenOperand operand;
  private final SavedRegisters saved = new SavedRegisters();

  /** Whether the store was the instruction a debugger stepped over. */
  private boolean singleStep;

  PageTableStores(Vcpu vcpu) {
    this.vcpu = vcpu;
    memory = vcpu.domain().xen().memory();
    operand = new WrittenOperand(vcpu);
  }

  /** Whether a write to this address that faulted is for the hypervisor to carry out. */
  boolean concerns(long linear) {
    return vcpu.domain().assists(VmAssist.WRITABLE_PAGETABLES)
        && vcpu.inKernelMode()
        && writes().concerns(vcpu.paging(), linear);
  }

  private PageTableWrites writes() {
    return vcpu.domain().xen().paging().tableWrites();
  }

  /** Carries the store out; false if the page fault is the guest's. */
  boolean carryOut(long linear) {
    int width = operand.bytes();
    if (width == 0 || width > WORD) {
      return false;
    }
    long page = linear & -PAGE;
    long place = vcpu.paging().leafAddress(page);
    long entry = memory.getU64(place);
    long table = Pte.mfn(entry) << 12;
    byte[] before = memory.copy(table, PAGE);
    saved.save(vcpu.cpu());
    byte[] after = executeOnCopy(page, place, entry, before);
    if (after == null || !apply(linear, page, before, after, width)) {
      saved.restore(vcpu.cpu());
      return false;
    }
    if (singleStep) {
      vcpu.traps().debug().mergeStatus(vcpu.cpu().dr(6));
      vcpu.processor().applyDebug();
      vcpu.delivery().injectException(Vectors.DEBUG, 0);
    }
    return true;
  }

  /** The table as the instruction leaves it, or null if it did not complete. */
  private byte[] executeOnCopy(long page, long place, long entry, byte[] before) {
    long scratch = vcpu.domain().xen().scratchFrame().raw();
    memory.put(scratch << 12, before, 0, PAGE);
    memory.putU64(place, Pte.of(scratch, entry & ~Pte.FRAME | Pte.RW));
    vcpu.engine().invlpg(page);
    try {
      CpuExit exit = vcpu.engine().run(1);
      vcpu.time().accountInstructions();
      singleStep = exit instanceof CpuExit.Exception e && e.vector() == Vectors.DEBUG;
      boolean completed = singleStep || exit instanceof CpuExit.Preempted;
      return completed ? memory.copy(scratch << 12, PAGE) : null;
    } finally {
      memory.putU64(place, entry);
      vcpu.engine().invlpg(page);
    }
  }

  private boolean apply(long fault, long page, byte[] before, byte[] after, int width) {
    for (int at = 0; at < PAGE; at += width) {
      if (!Arrays.equals(before, at, at + width, after, at, at + width)) {
        long value = 0;
        for (int i = width - 1; i >= 0; i--) {
          value = value << 8 | after[at + i] & 0xFF;
        }
        PageTableWrites.Outcome outcome =
            writes().store(vcpu.paging(), fault, page + at, width, value);
        if (outcome != PageTableWrites.Outcome.DONE) {
          return false;
        }
      }
    }
    return true;
  }

  /** The registers an instruction can change that a refused store must not have changed. */
  private static final class SavedRegisters {
    private final long[] gpr = new long[16];
    private long rip;
    private long rflags;

    void save(CpuState cpu) {
      for (int i = 0; i < gpr.length; i++) {
        gpr[i] = cpu.gpr(i);
      }
      rip = cpu.rip();
      rflags = cpu.rflags();
    }

    void restore(CpuState cpu) {
      for (int i = 0; i < gpr.length; i++) {
        cpu.setGpr(i, gpr[i]);
      }
      cpu.setRip(rip);
      cpu.setRflags(rflags);
    }
  }
}
