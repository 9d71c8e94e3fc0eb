package dev.xenolith.hv.run;

import dev.xenolith.abi.layout.Abi;
import dev.xenolith.hv.domain.Vcpu;
import dev.xenolith.hv.machine.cpu.CpuExit;
import dev.xenolith.hv.trap.Vectors;

/**
 * Exceptions of a guest: some are the hypervisor's to put right, the others are the guest's own.
 */
final class GuestFaults {
  private static final int PF_PRESENT = 1;
  private static final int PF_WRITE = 2;
  private static final int PF_USER = 4;
  private static final int PF_RESERVED = 8;
  private static final int TABLE_AREA = 1 << 16;

  private final Vcpu vcpu;
  private String explained;

  private final PageTableStores tables;

  GuestFaults(Vcpu vcpu) {
    this.vcpu = vcpu;
    tables = new PageTableStores(vcpu);
  }

  /** Lets the guest's handler deal with it. */
  void inject(int vector, int errorCode) {
    vcpu.delivery().injectException(vector, errorCode);
  }

  void handle(CpuExit.Exception fault) {
    int vector = fault.vector();
    switch (vector) {
      case Vectors.PAGE_FAULT -> pageFault(fault.errorCode(), fault.linear());
      case Vectors.GENERAL_PROTECTION -> generalProtection(fault.errorCode());
      case Vectors.INVALID_OPCODE -> {
        if (!vcpu.privileged().emulateForced()) {
          explain(vcpu.engine().note());
          inject(vector, 0);
        }
      }
      case Vectors.DEVICE_NOT_AVAILABLE -> deviceNotAvailable();
      case Vectors.DEBUG -> {
        vcpu.traps().debug().mergeStatus(vcpu.cpu().dr(6));
        vcpu.processor().applyDebug();
        inject(vector, 0);
      }
      case Vectors.DOUBLE_FAULT -> vcpu.domain().crash(vcpu, "double fault");
      default -> inject(vector, fault.errorCode());
    }
  }

  /** Says once in a row why an instruction that the guest may well expect is undefined here. */
  private void explain(String note) {
    if (note != null && !note.equals(explained)) {
      explained = note;
      vcpu.domain().xen().log().complain("%s: %s", vcpu, note);
    }
  }

  private void generalProtection(int errorCode) {
    if (errorCode != 0 && vcpu.abi() == Abi.PV32) {
      vcpu.callGates().emulate(errorCode);
    } else if (errorCode != 0 || !vcpu.privileged().emulate()) {
      inject(Vectors.GENERAL_PROTECTION, errorCode);
    }
  }

  /** CR0.TS is the guest's own wish; it is gone when its handler runs. */
  private void deviceNotAvailable() {
    vcpu.processor().setTaskSwitched(false);
    inject(Vectors.DEVICE_NOT_AVAILABLE, 0);
  }

  private void pageFault(int errorCode, long linear) {
    if ((errorCode & (PF_USER | PF_RESERVED)) == 0 && descriptorTableFault(errorCode, linear)) {
      return;
    }
    int kind = errorCode & (PF_PRESENT | PF_WRITE | PF_RESERVED);
    boolean store = kind == (PF_PRESENT | PF_WRITE);
    if (store && tables.concerns(linear) && tables.carryOut(linear)) {
      return;
    }
    vcpu.delivery().injectPageFault(errorCode, linear);
  }

  /**
   * The processor read a descriptor: of a page of the LDT that is not mapped yet, or past the GDT.
   */
  private boolean descriptorTableFault(int errorCode, long linear) {
    long ldtOffset = linear - vcpu.paging().ldtBase();
    if (Long.compareUnsigned(ldtOffset, TABLE_AREA) < 0) {
      if (!vcpu.paging().mapLdtPage((int) ldtOffset)) {
        vcpu.delivery().injectPageFault(errorCode, vcpu.paging().ldtLinear() + ldtOffset);
      }
      return true;
    }
    long gdtOffset = linear - vcpu.paging().gdtBase();
    if (Long.compareUnsigned(gdtOffset, TABLE_AREA) < 0) {
      inject(Vectors.GENERAL_PROTECTION, (int) gdtOffset & 0xFFF8);
      return true;
    }
    return false;
  }
}
