package dev.xenolith.hv.mm;

import dev.xenolith.abi.layout.Abi;
import dev.xenolith.hv.machine.memory.MachineMemory;

/** Which entries of a guest's tables are the hypervisor's, and what it writes there. */
final class HypervisorSlots {
  static final int FIRST_L4 = 256;
  static final int LAST_L4 = 271;

  private final MachineMemory memory;
  private final MachineToPhys m2p;

  HypervisorSlots(MachineMemory memory, MachineToPhys m2p) {
    this.memory = memory;
    this.m2p = m2p;
  }

  /** Whether the guest may use this slot of a table. */
  static boolean isGuest(DomainMemory owner, int level, boolean paeXenL2, int slot) {
    return switch (level) {
      case 4 -> owner.abi() == Abi.PV32 ? slot == 0 : slot < FIRST_L4 || slot > LAST_L4;
      case 2 -> !paeXenL2 || slot < Pte.slot(owner.holeStart(), 2);
      default -> true;
    };
  }

  /** Writes all the hypervisor's entries of an L4, over whatever the guest left there. */
  void installL4(long l4Mfn, DomainMemory owner, boolean showM2p) {
    for (int slot = FIRST_L4; slot <= LAST_L4; slot++) {
      putL4(l4Mfn, slot, 0);
    }
    putL4(l4Mfn, FIRST_L4, showM2p ? m2p.l4Entry() : 0);
    putL4(l4Mfn, PerDomainArea.SLOT, owner.area().l4Entry());
  }

  /** Shows or hides the read-only M2P in an L4. */
  void showM2p(long l4Mfn, boolean show) {
    putL4(l4Mfn, FIRST_L4, show ? m2p.l4Entry() : 0);
  }

  /** Writes the hypervisor's entries of the L2 that maps the top gigabyte of a 32-bit guest. */
  void installCompatL2(long l2Mfn, DomainMemory owner) {
    m2p.installCompat(l2Mfn, owner.holeStart());
  }

  /** Writes nothing where nothing changes: then what processors know stays good. */
  private void putL4(long l4Mfn, int slot, long pte) {
    long at = (l4Mfn << 12) + 8L * slot;
    if ((memory.getU64(at) & ~Pte.ACCESSED) != (pte & ~Pte.ACCESSED)) {
      memory.putU64(at, pte);
    }
  }
}
