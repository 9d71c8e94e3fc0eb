package dev.xenolith.dom0.cpuid;

import dev.xenolith.abi.cpuid.CpuRegister;
import dev.xenolith.abi.num.DomId;
import dev.xenolith.dom0.ctrl.CpuPolicies;
import dev.xenolith.dom0.ctrl.CpuidLeaf;
import dev.xenolith.dom0.kernel.HypercallFailedException;
import java.util.List;
import java.util.Optional;

/** Makes wishes a domain's policy: reads the domain's, changes it, and hands it back to Xen. */
public final class CpuidApply {
  private final CpuPolicies policies;

  /** Applies wishes through these calls. */
  public CpuidApply(CpuPolicies policies) {
    this.policies = policies;
  }

  /** Applies the wishes to a domain that has not run yet. */
  public void apply(DomId domid, List<CpuidMask> masks)
      throws HypercallFailedException, CpuidRefusedException {
    if (masks.isEmpty()) {
      return;
    }
    List<CpuidLeaf> machine = policies.machine(CpuPolicies.Which.HOST);
    List<CpuidLeaf> unasked = policies.machine(CpuPolicies.Which.PV_DEFAULT);
    List<CpuidLeaf> wanted = policies.get(domid);
    for (CpuidMask mask : masks) {
      if (mask.badCharacter() != 0) {
        throw new CpuidRefusedException(
            "%s: '%c' is none of 0, 1, x, k and s".formatted(mask.where(), mask.badCharacter()));
      }
      CpuidLeaf leaf = find(wanted, mask);
      int place = wanted.indexOf(leaf);
      CpuidLeaf plain = find(unasked, mask);
      CpuidLeaf host = find(machine, mask);
      for (CpuRegister register : mask.bits().keySet()) {
        int value = mask.apply(register, plain.get(register), host.get(register));
        leaf = leaf.with(register, value);
      }
      wanted.set(place, leaf);
    }
    Optional<String> refused = policies.set(domid, wanted);
    if (refused.isPresent()) {
      throw new CpuidRefusedException(refused.get());
    }
  }

  private static CpuidLeaf find(List<CpuidLeaf> leaves, CpuidMask mask)
      throws CpuidRefusedException {
    for (CpuidLeaf leaf : leaves) {
      if (leaf.leaf() == mask.leaf() && leaf.subleaf() == mask.subleaf()) {
        return leaf;
      }
    }
    throw new CpuidRefusedException("the machine has no " + mask.where());
  }
}
