package dev.xenolith.hv.trap;

import dev.xenolith.abi.layout.Abi;
import dev.xenolith.abi.trace.TraceClass;
import dev.xenolith.abi.trace.TraceEvent;
import dev.xenolith.hv.machine.cpu.CpuState;
import dev.xenolith.hv.machine.cpu.LinearMemory;

/** A vCPU as trap delivery sees it. */
public interface TrapHost {
  /** The width of the guest's kernel. */
  Abi abi();

  CpuState cpu();

  LinearMemory linear();

  /**
   * Whether the guest's kernel runs: by CS in a 32-bit guest, by its current page table in a 64-bit
   * one.
   */
  boolean inKernelMode();

  /**
   * Switches a 64-bit guest to its kernel's page table and GS base. Does nothing in a 32-bit guest.
   */
  void enterKernelMode();

  /**
   * Switches a 64-bit guest to its user page table.
   *
   * @return false if it has none
   */
  boolean enterUserMode();

  /** vcpu_info.evtchn_upcall_pending. */
  int upcallPending();

  /** vcpu_info.evtchn_upcall_mask. */
  int upcallMask();

  /** Writes vcpu_info.evtchn_upcall_mask. */
  void setUpcallMask(int value);

  /** Writes vcpu_info.arch.cr2. */
  void setInfoCr2(long linear);

  /** Whether vm_assist architectural_iopl is on. */
  boolean architecturalIopl();

  /** Whether events of this class are taken down. */
  default boolean wants(TraceClass what) {
    return false;
  }

  /** Takes down something that happened to this vCPU. */
  default void record(TraceEvent event) {}
}
