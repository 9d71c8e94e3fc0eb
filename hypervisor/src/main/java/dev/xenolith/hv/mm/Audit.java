package dev.xenolith.hv.mm;

import dev.xenolith.abi.num.DomId;
import dev.xenolith.abi.num.Mfn;
import dev.xenolith.hv.machine.memory.MachineMemory;
import java.util.ArrayList;
import java.util.List;

/**
 * Recomputes everything the frame table says by walking all page tables, pins, bases and descriptor
 * tables, and says where the two differ. It shares no arithmetic with what it checks.
 */
public final class Audit {
  private static final int MOST_VIOLATIONS = 50;

  private final MachineMemory memory;
  private final FrameTable frames;
  private final DirectPaging paging;
  private final long[] counts;
  private final long[] typeCounts;
  private final boolean[] writable;
  private final List<String> violations = new ArrayList<>();

  /**
   * References somebody outside this package holds: a registered vcpu_info page, a grant mapped for
   * devices.
   *
   * @param writable whether one of them is to the frame as writable
   */
  public record Held(Mfn frame, int count, boolean writable) {}

  private Audit(DirectPaging paging) {
    this.paging = paging;
    memory = paging.memory();
    frames = paging.frames();
    int n = Math.toIntExact(frames.frames());
    counts = new long[n];
    typeCounts = new long[n];
    writable = new boolean[n];
  }

  /** What is wrong; nothing if all is well. No domain may have unfinished table work. */
  public static List<String> violations(DirectPaging paging, List<Held> held) {
    Audit audit = new Audit(paging);
    for (Held h : held) {
      audit.counts[(int) h.frame().raw()] += h.count();
      if (h.writable()) {
        audit.typeCounts[(int) h.frame().raw()]++;
        audit.writable[(int) h.frame().raw()] = true;
      }
    }
    for (DomainMemory domain : paging.domains()) {
      audit.domain(domain);
    }
    audit.compare();
    return audit.violations;
  }

  private void violation(String format, Object... args) {
    if (violations.size() < MOST_VIOLATIONS) {
      violations.add(format.formatted(args));
    }
  }

  private void domain(DomainMemory domain) {
    long listed = 0;
    for (long at = domain.firstFrame(); at != DomainMemory.END; at = domain.nextFrame(at)) {
      listed++;
      if (frames.owner(at) != domain.id().raw()) {
        violation("%s lists mfn %x, whose owner is d%d", domain.id(), at, frames.owner(at));
      }
      frame(at, domain);
    }
    if (listed != domain.totalPages()) {
      violation("%s has %d pages and lists %d", domain.id(), domain.totalPages(), listed);
    }
    if (domain.work() != null) {
      violation("%s has unfinished table work", domain.id());
    }
    for (long parked : domain.parked()) {
      hold(parked);
    }
    for (VcpuPaging vcpu : domain.vcpus()) {
      vcpu(vcpu);
    }
  }

  private void frame(long mfnRaw, DomainMemory domain) {
    if (frames.isPinned(mfnRaw)) {
      hold(mfnRaw);
    }
    FrameType type = frames.type(mfnRaw);
    if (!type.isPageTable() || frames.typeCount(mfnRaw) == 0) {
      return;
    }
    if (!frames.isValidated(mfnRaw)) {
      violation("mfn %x is in use as %s and not validated", mfnRaw, type.cName());
    }
    boolean paeXenL2 = (frames.typeInfo(mfnRaw) & FrameTable.PAE_XEN_L2) != 0;
    for (int slot = 0; slot < Pte.ENTRIES; slot++) {
      long pte = memory.getU64((mfnRaw << 12) + 8L * slot);
      if (!HypervisorSlots.isGuest(domain, type.ordinal(), paeXenL2, slot)) {
        hypervisorEntry(mfnRaw, slot, pte);
      } else if (Pte.isPresent(pte)) {
        entry(mfnRaw, type, slot, pte, domain);
      }
    }
  }

  private void hypervisorEntry(long table, int slot, long pte) {
    if (Pte.isPresent(pte) && frames.owner(Pte.mfn(pte)) != DomId.XEN.raw()) {
      violation(
          "slot %d of table mfn %x is the hypervisor's and maps a guest's frame", slot, table);
    }
  }

  private void entry(long table, FrameType type, int slot, long pte, DomainMemory domain) {
    long target = Pte.mfn(pte);
    if (!frames.isValid(target) || frames.count(target) == 0) {
      violation("slot %d of %s mfn %x maps free mfn %x", slot, type.cName(), table, target);
      return;
    }
    if (type == FrameType.L1) {
      leaf(table, slot, pte, domain);
    } else if (target != table) {
      FrameType found = frames.type(target);
      if (found.ordinal() != type.ordinal() - 1 && (found != type || (pte & Pte.RW) != 0)) {
        violation(
            "slot %d of %s mfn %x leads to mfn %x, a %s",
            slot, type.cName(), table, target, found.cName());
      }
      hold(target);
    }
  }

  private void leaf(long table, int slot, long pte, DomainMemory domain) {
    int target = (int) Pte.mfn(pte);
    int owner = frames.owner(target);
    if (owner != domain.id().raw() && owner == DomId.XEN.raw() && (pte & Pte.RW) != 0) {
      violation("slot %d of L1 mfn %x maps the hypervisor's mfn %x writable", slot, table, target);
    }
    counts[target]++;
    if ((pte & Pte.RW) != 0) {
      typeCounts[target]++;
      writable[target] = true;
    }
  }

  private void vcpu(VcpuPaging vcpu) {
    if (vcpu.base() != 0) {
      hold(vcpu.base());
    }
    if (vcpu.userBase() != 0) {
      hold(vcpu.userBase());
    }
    for (int page = 0; page < PerDomainArea.PAGES_PER_VCPU; page++) {
      long pte = vcpu.domain().area().get(vcpu.vcpuId(), page);
      if (Pte.isPresent(pte) && !paging.heapOwns(Pte.mfn(pte))) {
        hold(Pte.mfn(pte));
        if (frames.type(Pte.mfn(pte)) != FrameType.SEG_DESC) {
          violation("page %d of a descriptor table is mfn %x, no seg_desc", page, Pte.mfn(pte));
        }
      }
    }
  }

  private void hold(long mfnRaw) {
    counts[(int) mfnRaw]++;
    typeCounts[(int) mfnRaw]++;
  }

  private void compare() {
    for (int mfn = 0; mfn < counts.length; mfn++) {
      long info = frames.countInfo(mfn);
      if ((info & FrameTable.ALLOCATED) != 0) {
        counts[mfn]++;
      }
      if (frames.isXenHeap(mfn) && (info & FrameTable.ALLOCATED) != 0) {
        typeCounts[mfn]++;
      }
      if (frames.count(mfn) != counts[mfn]) {
        violation("mfn %x has count %d, found %d", mfn, frames.count(mfn), counts[mfn]);
      }
      if (frames.typeCount(mfn) != typeCounts[mfn]) {
        violation(
            "mfn %x has type count %d as %s, found %d",
            mfn, frames.typeCount(mfn), frames.type(mfn).cName(), typeCounts[mfn]);
      }
      if (writable[mfn] && frames.type(mfn) != FrameType.WRITABLE) {
        violation("mfn %x is mapped writable and a %s", mfn, frames.type(mfn).cName());
      }
      if (counts[mfn] == 0 && paging.m2p().get(mfn) != MachineToPhys.INVALID) {
        violation("free mfn %x is named %x in the M2P", mfn, paging.m2p().get(mfn));
      }
      if (counts[mfn] == 0 != (frames.owner(mfn) == FrameTable.NO_OWNER)) {
        violation("mfn %x has %d references and owner %d", mfn, counts[mfn], frames.owner(mfn));
      }
    }
  }
}
