package dev.xenolith.hv.domain;

import dev.xenolith.abi.call.SegmentBase;
import dev.xenolith.abi.call.XenErrno;
import dev.xenolith.hv.machine.cpu.CpuState;
import dev.xenolith.hv.machine.cpu.FpuState;
import dev.xenolith.hv.machine.cpu.SystemRegisters;
import dev.xenolith.hv.machine.cpu.VcpuEngine;
import dev.xenolith.hv.mm.VcpuPaging;
import dev.xenolith.hv.mm.XenGdt;
import dev.xenolith.hv.trap.DescriptorReader;
import dev.xenolith.hv.trap.VcpuTraps;

/**
 * The registers of a vCPU's processor that only the hypervisor writes, as the guest's wishes make
 * them.
 */
public final class VcpuProcessor {
  private static final int LDT_SELECTOR = 0xE050;

  private final VcpuEngine engine;
  private final CpuState cpu;
  private final VcpuTraps traps;
  private final VcpuPaging paging;
  private final DescriptorReader descriptors;
  private boolean segmentsStale;
  private boolean returnStale;

  VcpuProcessor(
      VcpuEngine engine, VcpuTraps traps, VcpuPaging paging, DescriptorReader descriptors) {
    this.engine = engine;
    this.traps = traps;
    this.paging = paging;
    this.descriptors = descriptors;
    cpu = engine.state();
    reset();
  }

  /** Back to how the processor is before a context was set. */
  void reset() {
    cpu.system().setEfer(RealControl.EFER);
    cpu.system().write(SystemRegisters.MSR_SYSENTER_CS, RealControl.SYSENTER_CS);
    cpu.setIdt(RealControl.IDT_BASE, RealControl.IDT_LIMIT);
    cpu.fpu().reset();
    cpu.fpu().setXcr0(FpuState.XCR0_ALL);
    cpu.system().setTscAux(0);
    cpu.task().set(RealControl.TASK_SELECTOR, 0, 0x67, 0x8B);
    applyControl();
    applyDebug();
    loadTables();
  }

  /** Loads CR3, GDTR and LDTR from its page tables. */
  void loadTables() {
    cpu.setCr(CpuState.CR3, paging.cr3().raw());
    cpu.setGdt(paging.gdtBase(), XenGdt.LIMIT);
    int entries = paging.ldtEntries();
    if (entries == 0) {
      cpu.ldt().set(0, 0, 0, 0);
    } else {
      cpu.ldt().set(LDT_SELECTOR, paging.ldtBase(), entries * 8L - 1, 0x82);
    }
    engine.switchTables();
  }

  /** Switches a 64-bit guest between its kernel's page table and GS base and user mode's. */
  void toggle(boolean kernel) {
    paging.setKernelMode(kernel);
    loadTables();
    swapGsBases();
  }

  private void swapGsBases() {
    long other = cpu.system().kernelGsBase();
    cpu.system().setKernelGsBase(cpu.base(CpuState.GS));
    cpu.segment(CpuState.GS).setBase(other);
  }

  /** set_segment_base, for a 64-bit guest in kernel mode. */
  public void setSegmentBase(SegmentBase which, long base) {
    switch (which) {
      case FS -> cpu.segment(CpuState.FS).setBase(base);
      case GS_KERNEL -> cpu.segment(CpuState.GS).setBase(base);
      case GS_USER -> cpu.system().setKernelGsBase(base);
      case GS_USER_SEL -> {
        int selector = (int) base & 0xFFFF;
        int loaded = selector > 3 ? selector | 3 : selector;
        long descriptor = (loaded & ~3) == 0 ? 0 : descriptors.read(loaded);
        boolean allowed = DescriptorReader.isLoadableAsData(descriptor, loaded);
        cpu.segment(CpuState.GS).setSelector(allowed ? loaded : 0);
        cpu.system().setKernelGsBase(allowed ? DescriptorReader.base(descriptor) : 0);
      }
    }
  }

  /** Makes the next use of the FPU trap, or not. */
  public void setTaskSwitched(boolean on) {
    traps.control().setTaskSwitched(on);
    applyControl();
  }

  /** Gives the processor the control registers that follow from what the guest chose. */
  public void applyControl() {
    cpu.setCr(CpuState.CR0, traps.control().cr0());
    cpu.setCr(CpuState.CR4, traps.control().cr4() | RealControl.CR4);
  }

  /** Writes a debug register as the guest; null or the error. */
  public XenErrno writeDebugRegister(int register, long value) {
    XenErrno error = traps.debug().write(paging.domain().abi(), register, value);
    if (error == null) {
      applyDebug();
    }
    return error;
  }

  /** Gives the processor the debug registers that follow from what the guest chose. */
  public void applyDebug() {
    for (int i = 0; i < 4; i++) {
      cpu.setDr(i, traps.debug().hardware(i));
    }
    cpu.setDr(6, traps.debug().hardware(6));
    cpu.setDr(7, traps.debug().hardware(7));
  }

  /** Whether its data segments must be loaded again before it runs. */
  public boolean segmentsStale() {
    return segmentsStale;
  }

  public void setSegmentsStale(boolean stale) {
    segmentsStale = stale;
  }

  /** Whether CS and SS must be loaded as by a return from the hypervisor before it runs. */
  public boolean returnStale() {
    return returnStale;
  }

  public void setReturnStale(boolean stale) {
    returnStale = stale;
  }
}
