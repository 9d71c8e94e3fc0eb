package dev.xenolith.hv.hypercall;

import dev.xenolith.abi.cpuid.FeatureWord;
import dev.xenolith.abi.layout.Abi;
import dev.xenolith.abi.layout.ByteArrayBytes;
import dev.xenolith.abi.num.Mfn;
import dev.xenolith.abi.xen.SysctlFlags;
import dev.xenolith.abi.xen.XenSysctl;
import dev.xenolith.abi.xen.XenSysctlAvailheap;
import dev.xenolith.abi.xen.XenSysctlCpuinfo;
import dev.xenolith.abi.xen.XenSysctlCputopo;
import dev.xenolith.abi.xen.XenSysctlCputopoinfo;
import dev.xenolith.abi.xen.XenSysctlGetcpuinfo;
import dev.xenolith.abi.xen.XenSysctlMeminfo;
import dev.xenolith.abi.xen.XenSysctlNumainfo;
import dev.xenolith.abi.xen.XenSysctlPhysinfo;
import dev.xenolith.hv.cpuid.MachineCpu;
import dev.xenolith.hv.domain.Xen;
import dev.xenolith.hv.time.TscScale;

/** The sysctls that describe the machine: one CPU, one node, its memory. */
final class SysctlInfoOps {
  /** The physical CPUs there are, one bit each. */
  static final long ONLINE = 1;

  private static final int CPUS = 1;
  private static final int NODES = 1;
  private static final int MAX_NODE_ID = 63;
  private static final int LOCAL_DISTANCE = 10;

  private SysctlInfoOps() {}

  static long physinfo(DomctlCall s) {
    Abi abi = s.abi();
    long at = XenSysctl.PHYSINFO.at(abi);
    ByteArrayBytes arg = s.arg();
    int size = XenSysctlPhysinfo.LAYOUT.size(abi);
    arg.put(at, new byte[size], 0, size);
    Xen xen = s.c().xen();
    long total = xen.paging().frames().frames();
    XenSysctlPhysinfo.THREADS_PER_CORE.put(arg, at, abi, 1);
    XenSysctlPhysinfo.CORES_PER_SOCKET.put(arg, at, abi, CPUS);
    XenSysctlPhysinfo.NR_CPUS.put(arg, at, abi, CPUS);
    XenSysctlPhysinfo.MAX_CPU_ID.put(arg, at, abi, CPUS - 1);
    XenSysctlPhysinfo.NR_NODES.put(arg, at, abi, NODES);
    XenSysctlPhysinfo.MAX_NODE_ID.put(arg, at, abi, MAX_NODE_ID);
    XenSysctlPhysinfo.CPU_KHZ.put(arg, at, abi, TscScale.KHZ);
    XenSysctlPhysinfo.CAPABILITIES.put(
        arg,
        at,
        abi,
        SysctlFlags.PHYSCAP_PV | SysctlFlags.PHYSCAP_GNTTAB_V1 | SysctlFlags.PHYSCAP_GNTTAB_V2);
    XenSysctlPhysinfo.TOTAL_PAGES.put(arg, at, abi, total);
    XenSysctlPhysinfo.FREE_PAGES.put(arg, at, abi, xen.paging().allocator().freeFrames());
    XenSysctlPhysinfo.MAX_MFN.put(arg, at, abi, total);
    for (FeatureWord word : FeatureWord.values()) {
      if (word.number() < XenSysctlPhysinfo.HW_CAP.count()) {
        int features = MachineCpu.policy().word(word);
        arg.putU32(at + XenSysctlPhysinfo.HW_CAP.at(abi, word.number()), features);
      }
    }
    return s.copyBack();
  }

  static long cpuinfo(DomctlCall s) {
    int most = s.get(XenSysctlGetcpuinfo.MAX_CPUS, XenSysctl.GETCPUINFO);
    int count = most == 0 ? 0 : CPUS;
    if (count != 0) {
      ByteArrayBytes info = new ByteArrayBytes(XenSysctlCpuinfo.LAYOUT.size(s.abi()));
      XenSysctlCpuinfo.IDLETIME.put(info, 0, s.abi(), s.c().xen().clock().idleNanos());
      s.c().copyOut(s.get(XenSysctlGetcpuinfo.INFO, XenSysctl.GETCPUINFO), info);
    }
    s.put(XenSysctlGetcpuinfo.NR_CPUS, XenSysctl.GETCPUINFO, count);
    return s.copyBack();
  }

  /** Node -1 stands for all. The machine's memory is all alike, so address widths do not matter. */
  static long availheap(DomctlCall s) {
    int node = s.get(XenSysctlAvailheap.NODE, XenSysctl.AVAILHEAP);
    long free = s.c().xen().paging().allocator().freeFrames() << Mfn.PAGE_SHIFT;
    s.put(XenSysctlAvailheap.AVAIL_BYTES, XenSysctl.AVAILHEAP, node <= 0 ? free : 0);
    return s.copyBack();
  }

  static long cputopoinfo(DomctlCall s) {
    long array = s.get(XenSysctlCputopoinfo.CPUTOPO, XenSysctl.CPUTOPOINFO);
    int count = CPUS;
    if (array != 0) {
      int most = s.get(XenSysctlCputopoinfo.NUM_CPUS, XenSysctl.CPUTOPOINFO);
      count = most == 0 ? 0 : CPUS;
      if (count != 0) {
        // Core 0 of socket 0 of node 0.
        s.c().copyOut(array, new ByteArrayBytes(XenSysctlCputopo.LAYOUT.size(s.abi())));
      }
    }
    s.put(XenSysctlCputopoinfo.NUM_CPUS, XenSysctl.CPUTOPOINFO, count);
    return s.copyBack();
  }

  static long numainfo(DomctlCall s) {
    long meminfo = s.get(XenSysctlNumainfo.MEMINFO, XenSysctl.NUMAINFO);
    long distance = s.get(XenSysctlNumainfo.DISTANCE, XenSysctl.NUMAINFO);
    int count = NODES;
    if (meminfo != 0 || distance != 0) {
      count = s.get(XenSysctlNumainfo.NUM_NODES, XenSysctl.NUMAINFO) == 0 ? 0 : NODES;
    }
    if (meminfo != 0 && count != 0) {
      Xen xen = s.c().xen();
      ByteArrayBytes info = new ByteArrayBytes(XenSysctlMeminfo.LAYOUT.size(s.abi()));
      long total = xen.paging().frames().frames();
      XenSysctlMeminfo.MEMSIZE.put(info, 0, s.abi(), total << Mfn.PAGE_SHIFT);
      long free = xen.paging().allocator().freeFrames();
      XenSysctlMeminfo.MEMFREE.put(info, 0, s.abi(), free << Mfn.PAGE_SHIFT);
      s.c().copyOut(meminfo, info);
    }
    if (distance != 0 && count != 0) {
      s.c().putU32(distance, LOCAL_DISTANCE);
    }
    s.put(XenSysctlNumainfo.NUM_NODES, XenSysctl.NUMAINFO, count);
    return s.copyBack();
  }
}
