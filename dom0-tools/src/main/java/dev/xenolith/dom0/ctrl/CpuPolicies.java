package dev.xenolith.dom0.ctrl;

import dev.xenolith.abi.call.Domctl;
import dev.xenolith.abi.call.Sysctl;
import dev.xenolith.abi.call.XenErrno;
import dev.xenolith.abi.layout.Abi;
import dev.xenolith.abi.layout.GuestBytes;
import dev.xenolith.abi.num.DomId;
import dev.xenolith.abi.xen.DomctlFlags;
import dev.xenolith.abi.xen.SysctlFlags;
import dev.xenolith.abi.xen.XenCpuidLeaf;
import dev.xenolith.abi.xen.XenDomctl;
import dev.xenolith.abi.xen.XenDomctlCpuPolicy;
import dev.xenolith.abi.xen.XenMsrEntry;
import dev.xenolith.abi.xen.XenSysctl;
import dev.xenolith.abi.xen.XenSysctlCpuPolicy;
import dev.xenolith.dom0.kernel.Arguments;
import dev.xenolith.dom0.kernel.HypercallFailedException;
import dev.xenolith.dom0.kernel.Hypercalls;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads what CPUID tells domains, and sets it. */
public final class CpuPolicies {
  private static final Abi ABI = Abi.PV64;
  private static final int LEAF = XenCpuidLeaf.LAYOUT.size(ABI);

  private final Hypercalls hypercalls;

  /** Policies through these hypercalls. */
  public CpuPolicies(Hypercalls hypercalls) {
    this.hypercalls = hypercalls;
  }

  /** The machine's own policies (sysctl.h: XEN_SYSCTL_cpu_policy_*). */
  public enum Which {
    RAW(0),
    HOST(1),
    PV_MAX(2),
    PV_DEFAULT(4);

    private final int index;

    Which(int index) {
      this.index = index;
    }
  }

  /** How many leaves and registers a policy can have. */
  private record Room(int leaves, int registers) {}

  private Room room() throws HypercallFailedException {
    try (Arguments.Scope scope = hypercalls.open()) {
      GuestBytes m = scope.memory();
      long at = sysctl(scope, Which.HOST);
      hypercalls.command(Sysctl.GET_CPU_POLICY, at, "the machine");
      long arg = at + XenSysctl.CPU_POLICY.at(ABI);
      return new Room(
          XenSysctlCpuPolicy.NR_LEAVES.get(m, arg, ABI),
          XenSysctlCpuPolicy.NR_MSRS.get(m, arg, ABI));
    }
  }

  private static long sysctl(Arguments.Scope scope, Which which) throws HypercallFailedException {
    GuestBytes m = scope.memory();
    long at = scope.struct(XenSysctl.LAYOUT);
    XenSysctl.CMD.put(m, at, ABI, Sysctl.GET_CPU_POLICY.number);
    XenSysctl.INTERFACE_VERSION.put(m, at, ABI, SysctlFlags.INTERFACE_VERSION);
    XenSysctlCpuPolicy.INDEX.put(m, at + XenSysctl.CPU_POLICY.at(ABI), ABI, which.index);
    return at;
  }

  /** One of the machine's policies. */
  public List<CpuidLeaf> machine(Which which) throws HypercallFailedException {
    Room room = room();
    try (Arguments.Scope scope = hypercalls.open()) {
      GuestBytes m = scope.memory();
      long at = sysctl(scope, which);
      long arg = at + XenSysctl.CPU_POLICY.at(ABI);
      long leaves = scope.bytes(room.leaves() * LEAF);
      XenSysctlCpuPolicy.NR_LEAVES.put(m, arg, ABI, room.leaves());
      XenSysctlCpuPolicy.LEAVES.put(m, arg, ABI, leaves);
      hypercalls.command(Sysctl.GET_CPU_POLICY, at, "the machine");
      return read(m, leaves, XenSysctlCpuPolicy.NR_LEAVES.get(m, arg, ABI));
    }
  }

  private static long domctl(Arguments.Scope scope, Domctl command, DomId domid)
      throws HypercallFailedException {
    GuestBytes m = scope.memory();
    long at = scope.struct(XenDomctl.LAYOUT);
    XenDomctl.CMD.put(m, at, ABI, command.number);
    XenDomctl.INTERFACE_VERSION.put(m, at, ABI, DomctlFlags.INTERFACE_VERSION);
    XenDomctl.DOMAIN.put(m, at, ABI, domid.raw());
    return at;
  }

  /** The policy of a domain, in a list of the caller's own. */
  public List<CpuidLeaf> get(DomId domid) throws HypercallFailedException {
    Room room = room();
    try (Arguments.Scope scope = hypercalls.open()) {
      GuestBytes m = scope.memory();
      long at = domctl(scope, Domctl.GET_CPU_POLICY, domid);
      long arg = at + XenDomctl.CPU_POLICY.at(ABI);
      long leaves = scope.bytes(room.leaves() * LEAF);
      XenDomctlCpuPolicy.NR_LEAVES.put(m, arg, ABI, room.leaves());
      XenDomctlCpuPolicy.LEAVES.put(m, arg, ABI, leaves);
      XenDomctlCpuPolicy.NR_MSRS.put(m, arg, ABI, room.registers());
      long registers = scope.bytes(room.registers() * XenMsrEntry.LAYOUT.size(ABI));
      XenDomctlCpuPolicy.MSRS.put(m, arg, ABI, registers);
      hypercalls.command(Domctl.GET_CPU_POLICY, at, domid.toString());
      return read(m, leaves, XenDomctlCpuPolicy.NR_LEAVES.get(m, arg, ABI));
    }
  }

  /**
   * Sets the policy of a domain that has not run yet.
   *
   * @return what was refused and why, or nothing
   */
  public Optional<String> set(DomId domid, List<CpuidLeaf> wanted) throws HypercallFailedException {
    try (Arguments.Scope scope = hypercalls.open()) {
      GuestBytes m = scope.memory();
      long at = domctl(scope, Domctl.SET_CPU_POLICY, domid);
      long arg = at + XenDomctl.CPU_POLICY.at(ABI);
      long leaves = scope.bytes(wanted.size() * LEAF);
      for (int i = 0; i < wanted.size(); i++) {
        write(m, leaves + (long) i * LEAF, wanted.get(i));
      }
      XenDomctlCpuPolicy.NR_LEAVES.put(m, arg, ABI, wanted.size());
      XenDomctlCpuPolicy.LEAVES.put(m, arg, ABI, leaves);
      try {
        hypercalls.command(Domctl.SET_CPU_POLICY, at, domid.toString());
        return Optional.empty();
      } catch (HypercallFailedException e) {
        if (e.errno() != XenErrno.EINVAL && e.errno() != XenErrno.ERANGE) {
          throw e;
        }
        return Optional.of(
            "Xen refuses leaf 0x%x, subleaf 0x%x (%s)"
                .formatted(
                    XenDomctlCpuPolicy.ERR_LEAF.get(m, arg, ABI),
                    XenDomctlCpuPolicy.ERR_SUBLEAF.get(m, arg, ABI),
                    e.errno()));
      }
    }
  }

  private static List<CpuidLeaf> read(GuestBytes m, long from, int count) {
    List<CpuidLeaf> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      long at = from + (long) i * LEAF;
      all.add(
          new CpuidLeaf(
              XenCpuidLeaf.LEAF.get(m, at, ABI),
              XenCpuidLeaf.SUBLEAF.get(m, at, ABI),
              XenCpuidLeaf.A.get(m, at, ABI),
              XenCpuidLeaf.B.get(m, at, ABI),
              XenCpuidLeaf.C.get(m, at, ABI),
              XenCpuidLeaf.D.get(m, at, ABI)));
    }
    return all;
  }

  private static void write(GuestBytes m, long at, CpuidLeaf leaf) {
    XenCpuidLeaf.LEAF.put(m, at, ABI, leaf.leaf());
    XenCpuidLeaf.SUBLEAF.put(m, at, ABI, leaf.subleaf());
    XenCpuidLeaf.A.put(m, at, ABI, leaf.a());
    XenCpuidLeaf.B.put(m, at, ABI, leaf.b());
    XenCpuidLeaf.C.put(m, at, ABI, leaf.c());
    XenCpuidLeaf.D.put(m, at, ABI, leaf.d());
  }
}
