package dev.xenolith.hv.hypercall;

import static dev.xenolith.abi.call.XenErrno.E2BIG;
import static dev.xenolith.abi.call.XenErrno.EEXIST;
import static dev.xenolith.abi.call.XenErrno.EINVAL;
import static dev.xenolith.abi.call.XenErrno.ENOBUFS;
import static dev.xenolith.abi.call.XenErrno.EOPNOTSUPP;
import static dev.xenolith.abi.call.XenErrno.ERANGE;

import dev.xenolith.abi.call.XenErrno;
import dev.xenolith.abi.cpuid.CpuRegister;
import dev.xenolith.abi.cpuid.FeatureWord;
import dev.xenolith.abi.layout.Abi;
import dev.xenolith.abi.layout.ByteArrayBytes;
import dev.xenolith.abi.layout.Field;
import dev.xenolith.abi.xen.XenCpuidLeaf;
import dev.xenolith.abi.xen.XenDomctl;
import dev.xenolith.abi.xen.XenDomctlCpuPolicy;
import dev.xenolith.abi.xen.XenMsrEntry;
import dev.xenolith.abi.xen.XenSysctl;
import dev.xenolith.abi.xen.XenSysctlCpuFeatureset;
import dev.xenolith.abi.xen.XenSysctlCpuPolicy;
import dev.xenolith.hv.cpuid.CpuPolicy;
import dev.xenolith.hv.cpuid.MachineCpu;
import dev.xenolith.hv.cpuid.PolicyRefusal;

/** What CPUID tells: the toolstack's ways to read the machine's and to set a domain's. */
final class PolicyOps {
  /** The registers of a policy: both say nothing here. */
  private static final int PLATFORM_INFO = 0xCE;

  private static final int ARCH_CAPABILITIES = 0x10A;
  private static final int[] MSRS = {PLATFORM_INFO, ARCH_CAPABILITIES};

  /** What an error names where it is not about a leaf, a subleaf or a register. */
  private static final int NOTHING = -1;

  /** Policies of the machine (sysctl.h: XEN_SYSCTL_cpu_policy_*). */
  private static final int HVM_MAX = 3;

  private static final int HVM_DEFAULT = 5;
  private static final int POLICIES = 6;

  /** Feature sets of the machine (sysctl.h: XEN_SYSCTL_cpu_featureset_*). */
  private static final int HVM_FEATURES = 3;

  private static final int HVM_MAX_FEATURES = 5;

  /** Words of a feature set: the last one is the processor's newest. */
  private static final int WORDS =
      FeatureWord.values()[FeatureWord.values().length - 1].number() + 1;

  private PolicyOps() {}

  /** Where a request keeps the two arrays and their lengths. */
  private record Arrays(
      Field.Struct in, Field.U32 leafCount, Field.U64 leaves, Field.U32 msrCount, Field.U64 msrs) {
    static final Arrays DOMCTL =
        new Arrays(
            XenDomctl.CPU_POLICY,
            XenDomctlCpuPolicy.NR_LEAVES,
            XenDomctlCpuPolicy.LEAVES,
            XenDomctlCpuPolicy.NR_MSRS,
            XenDomctlCpuPolicy.MSRS);
    static final Arrays SYSCTL =
        new Arrays(
            XenSysctl.CPU_POLICY,
            XenSysctlCpuPolicy.NR_LEAVES,
            XenSysctlCpuPolicy.LEAVES,
            XenSysctlCpuPolicy.NR_MSRS,
            XenSysctlCpuPolicy.MSRS);
  }

  // ---- out

  static long get(DomctlCall d) {
    return tell(d, Arrays.DOMCTL, d.domain().cpuid().policy());
  }

  static long machine(DomctlCall s) {
    int index = s.get(XenSysctlCpuPolicy.INDEX, XenSysctl.CPU_POLICY);
    if (s.get(XenSysctlCpuPolicy.RSVD, XenSysctl.CPU_POLICY) != 0
        || Integer.compareUnsigned(index, POLICIES) >= 0) {
      return EINVAL.result();
    }
    if (index == HVM_MAX || index == HVM_DEFAULT) {
      throw HypercallException.of(EOPNOTSUPP, "there are no HVM domains");
    }
    return tell(s, Arrays.SYSCTL, MachineCpu.policy());
  }

  /** Copies a policy to where the caller wants it; for no address, says how much that can be. */
  private static long tell(DomctlCall d, Arrays at, CpuPolicy policy) {
    long leaves = d.get(at.leaves(), at.in());
    long registers = d.get(at.msrs(), at.in());
    if (leaves == 0) {
      d.put(at.leafCount(), at.in(), CpuPolicy.MOST_LEAVES);
    } else {
      int room = d.get(at.leafCount(), at.in());
      d.put(at.leafCount(), at.in(), copyLeaves(d, policy, leaves, room));
    }
    d.copyBack();
    if (registers == 0) {
      d.put(at.msrCount(), at.in(), MSRS.length);
    } else {
      int room = d.get(at.msrCount(), at.in());
      d.put(at.msrCount(), at.in(), copyRegisters(d, registers, room));
    }
    return d.copyBack();
  }

  private static int copyLeaves(DomctlCall d, CpuPolicy policy, long to, int room) {
    int size = XenCpuidLeaf.LAYOUT.size(d.abi());
    ByteArrayBytes all = new ByteArrayBytes(CpuPolicy.MOST_LEAVES * size);
    int[] count = new int[1];
    policy.forEach(
        (leaf, subleaf, r) -> {
          long at = (long) count[0]++ * size;
          XenCpuidLeaf.LEAF.put(all, at, d.abi(), leaf);
          XenCpuidLeaf.SUBLEAF.put(all, at, d.abi(), subleaf);
          XenCpuidLeaf.A.put(all, at, d.abi(), r[0]);
          XenCpuidLeaf.B.put(all, at, d.abi(), r[1]);
          XenCpuidLeaf.C.put(all, at, d.abi(), r[2]);
          XenCpuidLeaf.D.put(all, at, d.abi(), r[3]);
        });
    requireRoom(room, count[0]);
    d.c().copyOut(to, all.array(), count[0] * size);
    return count[0];
  }

  private static int copyRegisters(DomctlCall d, long to, int room) {
    requireRoom(room, MSRS.length);
    int size = XenMsrEntry.LAYOUT.size(d.abi());
    ByteArrayBytes all = new ByteArrayBytes(MSRS.length * size);
    for (int i = 0; i < MSRS.length; i++) {
      XenMsrEntry.IDX.put(all, (long) i * size, d.abi(), MSRS[i]);
    }
    d.c().copyOut(to, all);
    return MSRS.length;
  }

  private static void requireRoom(int room, int wanted) {
    if (Integer.compareUnsigned(room, wanted) < 0) {
      throw HypercallException.of(ENOBUFS, "room for %d entries of %d".formatted(room, wanted));
    }
  }

  static long machineFeatures(DomctlCall s) {
    Abi abi = s.abi();
    long handle = s.get(XenSysctlCpuFeatureset.FEATURES, XenSysctl.CPU_FEATURESET);
    int index = s.get(XenSysctlCpuFeatureset.INDEX, XenSysctl.CPU_FEATURESET);
    if (handle == 0) {
      s.put(XenSysctlCpuFeatureset.NR_FEATURES, XenSysctl.CPU_FEATURESET, WORDS);
      return s.copyBack();
    }
    int room = s.get(XenSysctlCpuFeatureset.NR_FEATURES, XenSysctl.CPU_FEATURESET);
    if (Integer.compareUnsigned(index, POLICIES) >= 0) {
      return EINVAL.result();
    }
    if (index == HVM_FEATURES || index == HVM_MAX_FEATURES) {
      throw HypercallException.of(EOPNOTSUPP, "there are no HVM domains");
    }
    ByteArrayBytes words = new ByteArrayBytes(WORDS * Integer.BYTES);
    CpuPolicy policy = MachineCpu.policy();
    for (FeatureWord word : FeatureWord.values()) {
      words.putU32((long) word.number() * Integer.BYTES, policy.word(word));
    }
    int count = Integer.compareUnsigned(room, WORDS) < 0 ? room : WORDS;
    s.c().copyOut(handle, words.array(), count * Integer.BYTES);
    s.put(XenSysctlCpuFeatureset.NR_FEATURES, XenSysctl.CPU_FEATURESET, count);
    s.copyBack();
    return count == WORDS ? 0 : ENOBUFS.result();
  }

  // ---- in

  /** Takes leaves and registers into the domain's policy, as far as it can have them. */
  static long set(DomctlCall d) {
    d.requireOther();
    if (d.domain().isComplete()) {
      throw HypercallException.of(EEXIST, d.domain() + " has run already");
    }
    CpuPolicy wanted = d.domain().cpuid().policy().copy();
    XenErrno error = takeLeaves(d, wanted);
    error = error == null ? checkRegisters(d) : error;
    if (error == null) {
      PolicyRefusal refusal = MachineCpu.refusal(wanted);
      if (refusal != null) {
        error = blame(d, EINVAL, refusal.leaf(), refusal.subleaf(), NOTHING);
      }
    }
    if (error == null) {
      d.domain().cpuid().set(wanted);
    }
    d.copyBack();
    return error == null ? 0 : error.result();
  }

  private static XenErrno blame(DomctlCall d, XenErrno error, int leaf, int subleaf, int msr) {
    d.put(XenDomctlCpuPolicy.ERR_LEAF, XenDomctl.CPU_POLICY, leaf);
    d.put(XenDomctlCpuPolicy.ERR_SUBLEAF, XenDomctl.CPU_POLICY, subleaf);
    d.put(XenDomctlCpuPolicy.ERR_MSR, XenDomctl.CPU_POLICY, msr);
    d.c().explain("%s: leaf %x.%x, register %x".formatted(error, leaf, subleaf, msr));
    return error;
  }

  private static XenErrno takeLeaves(DomctlCall d, CpuPolicy wanted) {
    int count = d.get(XenDomctlCpuPolicy.NR_LEAVES, XenDomctl.CPU_POLICY);
    if (Integer.compareUnsigned(count, CpuPolicy.MOST_LEAVES) > 0) {
      return blame(d, E2BIG, NOTHING, NOTHING, NOTHING);
    }
    int size = XenCpuidLeaf.LAYOUT.size(d.abi());
    long from = d.get(XenDomctlCpuPolicy.LEAVES, XenDomctl.CPU_POLICY);
    ByteArrayBytes all = d.c().copyIn(from, count * size);
    for (int i = 0; i < count; i++) {
      long at = (long) i * size;
      int leaf = XenCpuidLeaf.LEAF.get(all, at, d.abi());
      int subleaf = XenCpuidLeaf.SUBLEAF.get(all, at, d.abi());
      if (!CpuPolicy.has(leaf, subleaf)) {
        return blame(d, ERANGE, leaf, subleaf, NOTHING);
      }
      wanted.set(leaf, subleaf, CpuRegister.EAX, XenCpuidLeaf.A.get(all, at, d.abi()));
      wanted.set(leaf, subleaf, CpuRegister.EBX, XenCpuidLeaf.B.get(all, at, d.abi()));
      wanted.set(leaf, subleaf, CpuRegister.ECX, XenCpuidLeaf.C.get(all, at, d.abi()));
      wanted.set(leaf, subleaf, CpuRegister.EDX, XenCpuidLeaf.D.get(all, at, d.abi()));
    }
    return null;
  }

  /**
   * The registers of a policy are fixed: platform_info must promise nothing, and what a toolstack
   * puts into arch_capabilities is cut down to nothing.
   */
  private static XenErrno checkRegisters(DomctlCall d) {
    int count = d.get(XenDomctlCpuPolicy.NR_MSRS, XenDomctl.CPU_POLICY);
    if (Integer.compareUnsigned(count, MSRS.length) > 0) {
      return blame(d, E2BIG, NOTHING, NOTHING, NOTHING);
    }
    int size = XenMsrEntry.LAYOUT.size(d.abi());
    ByteArrayBytes all =
        d.c().copyIn(d.get(XenDomctlCpuPolicy.MSRS, XenDomctl.CPU_POLICY), count * size);
    for (int i = 0; i < count; i++) {
      long at = (long) i * size;
      int index = XenMsrEntry.IDX.get(all, at, d.abi());
      boolean flagged = XenMsrEntry.FLAGS.get(all, at, d.abi()) != 0;
      boolean known = index == PLATFORM_INFO || index == ARCH_CAPABILITIES;
      long value = XenMsrEntry.VAL.get(all, at, d.abi());
      if (flagged || index == PLATFORM_INFO && value != 0) {
        return blame(d, EINVAL, NOTHING, NOTHING, index);
      }
      if (!known) {
        return blame(d, ERANGE, NOTHING, NOTHING, index);
      }
    }
    return null;
  }
}
