package dev.xenolith.hv.mm;

import dev.xenolith.hv.machine.memory.MachineMemory;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds out who refers to a frame, for explanations: page-table entries, pins, bases, descriptor
 * tables.
 */
final class ReferenceFinder {
  /** More say no more. */
  private static final int MOST_HOLDERS = 4;

  private final MachineMemory memory;
  private final FrameTable frames;
  private final FrameOwners owners;

  ReferenceFinder(MachineMemory memory, FrameTable frames, FrameOwners owners) {
    this.memory = memory;
    this.frames = frames;
    this.owners = owners;
  }

  /** Sentences about what holds the frame, the first few. */
  List<String> holders(long mfnRaw) {
    List<String> found = new ArrayList<>();
    if (frames.isPinned(mfnRaw)) {
      found.add("a pin as " + frames.type(mfnRaw).cName());
    }
    for (DomainMemory domain : owners.all()) {
      for (VcpuPaging vcpu : domain.vcpus()) {
        addVcpu(mfnRaw, vcpu, found);
      }
    }
    addTables(mfnRaw, found);
    return found;
  }

  private static void addVcpu(long mfnRaw, VcpuPaging vcpu, List<String> found) {
    String name = vcpu.domain().id() + "v" + vcpu.vcpuId();
    if (vcpu.base() == mfnRaw) {
      found.add("the page-table base of " + name);
    }
    if (vcpu.userBase() == mfnRaw) {
      found.add("the user page-table base of " + name);
    }
    for (int page = 0; page < PerDomainArea.PAGES_PER_VCPU; page++) {
      long pte = vcpu.domain().area().get(vcpu.vcpuId(), page);
      if (Pte.isPresent(pte) && Pte.mfn(pte) == mfnRaw) {
        boolean ldt = page >= PerDomainArea.LDT_PAGE;
        found.add("page %d of the %s of %s".formatted(page % 16, ldt ? "LDT" : "GDT", name));
      }
    }
  }

  private void addTables(long mfnRaw, List<String> found) {
    for (long table = frames.nextTable(0); table >= 0; table = frames.nextTable(table + 1)) {
      for (int slot = 0; slot < Pte.ENTRIES; slot++) {
        long pte = memory.getU64((table << 12) + 8L * slot);
        if (Pte.isPresent(pte) && Pte.mfn(pte) == mfnRaw) {
          found.add(entry(table, slot, pte));
          if (found.size() >= MOST_HOLDERS) {
            return;
          }
        }
      }
    }
  }

  private String entry(long table, int slot, long pte) {
    return "d%d l%de %016x (%s) in slot %d of table mfn %x"
        .formatted(
            frames.owner(table),
            frames.type(table).ordinal(),
            pte,
            (pte & Pte.RW) != 0 ? "writable" : "read-only",
            slot,
            table);
  }
}
