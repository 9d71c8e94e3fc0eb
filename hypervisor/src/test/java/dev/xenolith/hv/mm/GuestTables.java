package dev.xenolith.hv.mm;

import dev.xenolith.abi.layout.Abi;
import dev.xenolith.abi.num.DomId;
import dev.xenolith.hv.machine.memory.MachineMemory;
import java.util.ArrayList;
import java.util.List;

/** A machine with one guest whose page tables a test fills in by hand. */
final class GuestTables {
  static final long P = Pte.PRESENT;
  static final long RO = P | Pte.USER | Pte.ACCESSED;
  static final long W = RO | Pte.RW | Pte.DIRTY;

  final MachineMemory memory;
  final List<Refusal> refused = new ArrayList<>();
  final DirectPaging paging;
  final DomainMemory guest;
  final VcpuPaging vcpu;
  int flushes;

  GuestTables(Abi abi) {
    this(abi, 8192);
  }

  GuestTables(Abi abi, long frames) {
    memory = new MachineMemory(frames);
    paging = new DirectPaging(memory, new CountingFlusher(this), refused::add);
    guest = domain(1, abi, false);
    vcpu = paging.addVcpu(guest, 0);
  }

  DomainMemory domain(int id, Abi abi, boolean privileged) {
    DomainMemory domain = paging.create(new DomId(id), abi, privileged);
    domain.setMaxPages(1 << 20);
    return domain;
  }

  PageTypes types() {
    return paging.types();
  }

  FrameTable frames() {
    return paging.frames();
  }

  long page() {
    return page(guest);
  }

  long page(DomainMemory domain) {
    return paging.allocate(domain, 0, 0).raw();
  }

  void put(long table, int slot, long pte) {
    memory.putU64((table << 12) + 8L * slot, pte);
  }

  long get(long table, int slot) {
    return memory.getU64((table << 12) + 8L * slot);
  }

  void map(long table, int slot, long mfn, long flags) {
    put(table, slot, Pte.of(mfn, flags));
  }

  /** A PAE L3 with four empty L2s. */
  long paeTop() {
    long l3 = page();
    for (int i = 0; i < 4; i++) {
      map(l3, i, page(), P);
    }
    return l3;
  }

  /** The table an entry points to. */
  long below(long table, int slot) {
    return Pte.mfn(get(table, slot));
  }

  /** Asks for the frame as a table, and with it for a general reference. */
  int get(long mfn, FrameType type) {
    if (!types().getPage(mfn, guest)) {
      return Rc.EINVAL;
    }
    int rc = types().getTable(mfn, type.ordinal());
    if (rc != Rc.OK) {
      types().putPage(mfn);
    }
    return rc;
  }

  void drop(long mfn) {
    types().putPageAndTable(mfn, -1);
  }

  String lastRule() {
    return refused.isEmpty() ? "nothing refused" : refused.getLast().rule();
  }
}
