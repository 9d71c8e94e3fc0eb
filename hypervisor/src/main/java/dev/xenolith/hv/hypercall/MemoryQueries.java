package dev.xenolith.hv.hypercall;

import dev.xenolith.abi.call.XenErrno;
import dev.xenolith.abi.layout.Abi;
import dev.xenolith.abi.layout.ByteArrayBytes;
import dev.xenolith.abi.num.Mfn;
import dev.xenolith.abi.xen.ArchSharedInfo;
import dev.xenolith.abi.xen.SharedInfo;
import dev.xenolith.abi.xen.XenForeignMemoryMap;
import dev.xenolith.abi.xen.XenMachphysMapping;
import dev.xenolith.abi.xen.XenMachphysMfnList;
import dev.xenolith.abi.xen.XenMemAcquireResource;
import dev.xenolith.abi.xen.XenMemoryMap;
import dev.xenolith.abi.xen.XenMemoryReservation;
import dev.xenolith.hv.domain.Domain;
import dev.xenolith.hv.grant.GrantTable;
import dev.xenolith.hv.mm.DomainMemory;
import dev.xenolith.hv.mm.MachineToPhys;
import java.util.List;

/** The sub-operations of memory_op that tell about memory. */
final class MemoryQueries {
  /** sizeof(struct e820entry): two 64-bit numbers and a 32-bit one, packed. */
  private static final int E820_ENTRY = 20;

  private static final int E820_MAX = 1024;
  private static final int E820_RAM = 1;
  private static final int RESOURCE_GRANT_TABLE = 1;
  private static final int GRANT_TABLE_SHARED = 0;
  private static final int GRANT_TABLE_STATUS = 1;

  private MemoryQueries() {}

  static long memoryMap(HypercallContext c) {
    ByteArrayBytes arg = c.copyIn(c.arg(1), XenMemoryMap.LAYOUT);
    DomainMemory memory = c.domain().memory();
    byte[] map = memory.memoryMap();
    if (map == null || memory.memoryMapEntries() == 0) {
      // Guests read this as "one range of RAM"; any other error stops Linux.
      return XenErrno.ENOSYS.result();
    }
    int asked = XenMemoryMap.NR_ENTRIES.get(arg, 0, c.abi());
    int entries =
        Integer.compareUnsigned(asked, memory.memoryMapEntries()) < 0
            ? asked
            : memory.memoryMapEntries();
    c.copyOut(XenMemoryMap.BUFFER.get(arg, 0, c.abi()), map, entries * E820_ENTRY);
    XenMemoryMap.NR_ENTRIES.put(arg, 0, c.abi(), entries);
    c.copyOut(c.arg(1), arg);
    return 0;
  }

  static long setMemoryMap(HypercallContext c) {
    ByteArrayBytes arg = c.copyIn(c.arg(1), XenForeignMemoryMap.LAYOUT);
    int base = XenForeignMemoryMap.MAP.at(c.abi());
    int entries = XenMemoryMap.NR_ENTRIES.get(arg, base, c.abi());
    if (Integer.compareUnsigned(entries, E820_MAX) > 0) {
      return XenErrno.EINVAL.result();
    }
    Domain target = c.targetById(XenForeignMemoryMap.DOMID.get(arg, 0, c.abi()));
    long buffer = XenMemoryMap.BUFFER.get(arg, base, c.abi());
    byte[] map = c.copyIn(buffer, entries * E820_ENTRY).array();
    target.memory().setMemoryMap(map, entries);
    return 0;
  }

  /** All of the machine's memory is RAM in one range. */
  static long machineMemoryMap(HypercallContext c) {
    c.requirePrivileged();
    ByteArrayBytes arg = c.copyIn(c.arg(1), XenMemoryMap.LAYOUT);
    long buffer = XenMemoryMap.BUFFER.get(arg, 0, c.abi());
    if (buffer != 0) {
      if (XenMemoryMap.NR_ENTRIES.get(arg, 0, c.abi()) < 2) {
        return XenErrno.EINVAL.result();
      }
      ByteArrayBytes entry = new ByteArrayBytes(E820_ENTRY);
      entry.putU64(8, c.xen().memory().size());
      entry.putU32(16, E820_RAM);
      c.copyOut(buffer, entry);
    }
    XenMemoryMap.NR_ENTRIES.put(arg, 0, c.abi(), 1);
    c.copyOut(c.arg(1), arg);
    return 0;
  }

  static long machphysMapping(HypercallContext c) {
    ByteArrayBytes out = new ByteArrayBytes(XenMachphysMapping.LAYOUT.size(c.abi()));
    boolean narrow = c.abi() == Abi.PV32;
    long start = narrow ? c.domain().memory().holeStart() : MachineToPhys.START_64;
    long end = narrow ? MachineToPhys.COMPAT_END : MachineToPhys.END_64;
    long entries = end - start >>> (narrow ? 2 : 3);
    if (!narrow && c.domain().isPrivileged()) {
      entries = c.xen().paging().frames().frames();
    }
    XenMachphysMapping.V_START.put(out, 0, c.abi(), start);
    XenMachphysMapping.V_END.put(out, 0, c.abi(), end);
    XenMachphysMapping.MAX_MFN.put(out, 0, c.abi(), entries - 1);
    c.copyOut(c.arg(1), out);
    return 0;
  }

  static long machphysMfnList(HypercallContext c, boolean compat) {
    ByteArrayBytes arg = c.copyIn(c.arg(1), XenMachphysMfnList.LAYOUT);
    long[] pieces = c.xen().paging().m2p().pieces(compat);
    int most = XenMachphysMfnList.MAX_EXTENTS.get(arg, 0, c.abi());
    long list = XenMachphysMfnList.EXTENT_START.get(arg, 0, c.abi());
    int n = Integer.compareUnsigned(most, pieces.length) < 0 ? most : pieces.length;
    for (int i = 0; i < n; i++) {
      MemoryOps.putWord(c, list, i, pieces[i]);
    }
    XenMachphysMfnList.NR_EXTENTS.put(arg, 0, c.abi(), n);
    c.copyOut(c.arg(1), arg);
    return 0;
  }

  static long maximumGpfn(HypercallContext c, Domain domain) {
    Abi abi = domain.abi();
    long base = domain.sharedInfo().toMaddr().raw() + SharedInfo.ARCH.at(abi);
    // A kernel that has not said its number of pages yet has none.
    return Math.max(ArchSharedInfo.MAX_PFN.get(c.xen().memory(), base, abi), 1) - 1;
  }

  /** Memory is given out in order of request, so that a claim is only checked, not kept. */
  static long claimPages(HypercallContext c) {
    ByteArrayBytes r = c.copyIn(c.arg(1), XenMemoryReservation.LAYOUT);
    boolean bad =
        XenMemoryReservation.EXTENT_START.get(r, 0, c.abi()) != 0
            || XenMemoryReservation.EXTENT_ORDER.get(r, 0, c.abi()) != 0
            || XenMemoryReservation.MEM_FLAGS.get(r, 0, c.abi()) != 0;
    Domain target = c.xen().domains().find(XenMemoryReservation.DOMID.get(r, 0, c.abi()));
    if (bad || target == null) {
      return XenErrno.EINVAL.result();
    }
    c.requirePrivileged();
    long pages = XenMemoryReservation.NR_EXTENTS.get(r, 0, c.abi());
    long missing = pages - target.memory().totalPages();
    if (pages != 0 && missing <= 0) {
      return XenErrno.EINVAL.result();
    }
    boolean fits = missing <= c.xen().paging().allocator().freeFrames();
    return fits ? 0 : XenErrno.ENOMEM.result();
  }

  static long acquireResource(HypercallContext c, long start) {
    Abi abi = c.abi();
    ByteArrayBytes arg = c.copyIn(c.arg(1), XenMemAcquireResource.LAYOUT);
    int pad = arg.getU32(XenMemAcquireResource.NR_FRAMES.at(abi) + 4L);
    long frame = XenMemAcquireResource.FRAME.get(arg, 0, abi);
    long count = XenMemAcquireResource.NR_FRAMES.get(arg, 0, abi) & 0xFFFFFFFFL;
    if (pad != 0 || frame >>> 32 != 0 || frame + count >>> 32 != 0 || start != 0) {
      return XenErrno.EINVAL.result();
    }
    Domain target = c.domainById(XenMemAcquireResource.DOMID.get(arg, 0, abi));
    if (target == c.domain()) {
      return XenErrno.EPERM.result();
    }
    c.requirePrivileged();
    boolean grants = XenMemAcquireResource.TYPE.get(arg, 0, abi) == RESOURCE_GRANT_TABLE;
    int id = XenMemAcquireResource.ID.get(arg, 0, abi);
    if (!grants || id != GRANT_TABLE_SHARED && id != GRANT_TABLE_STATUS) {
      return XenErrno.EINVAL.result();
    }
    return grantFrames(c, target.grants(), id, arg, frame);
  }

  private static long grantFrames(
      HypercallContext c, GrantTable table, int id, ByteArrayBytes arg, long first) {
    Abi abi = c.abi();
    boolean status = id == GRANT_TABLE_STATUS;
    int most = status ? table.maxStatusFrames() : table.maxFrames();
    long list = XenMemAcquireResource.FRAME_LIST.get(arg, 0, abi);
    long count = XenMemAcquireResource.NR_FRAMES.get(arg, 0, abi) & 0xFFFFFFFFL;
    if (list == 0) {
      if (count != 0) {
        return XenErrno.EINVAL.result();
      }
      XenMemAcquireResource.NR_FRAMES.put(arg, 0, abi, most);
      c.copyOut(c.arg(1), arg);
      return 0;
    }
    if (count == 0 || first + count > most || status && table.version() == 1) {
      return XenErrno.EINVAL.result();
    }
    table.grow(status ? table.framesForStatus((int) (first + count)) : (int) (first + count));
    List<Mfn> frames = status ? table.statusFrames() : table.sharedFrames();
    if (first + count > frames.size()) {
      return XenErrno.EINVAL.result();
    }
    for (int i = 0; i < count; i++) {
      MemoryOps.putWord(c, list, i, frames.get((int) first + i).raw());
    }
    return 0;
  }
}
