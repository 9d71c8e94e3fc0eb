package dev.xenolith.hv.sched;

import java.util.ArrayList;
import java.util.List;

/** What the credit scheduler knows of a domain. */
final class CreditDomain {
  final List<CreditVcpu> vcpus = new ArrayList<>();
  SchedParams.Credit params = SchedParams.Credit.DEFAULT;

  boolean isActive() {
    return vcpus.stream().anyMatch(v -> v.active || v.parked);
  }

  /** Shares out this domain's part of some periods' CPU time among its active vCPUs. */
  void earn(long period, long allWeights, long periods, RunQueue queue) {
    long fair = period * periods * params.weight() / allWeights;
    long capped = period * periods * params.cap() / 100;
    boolean hasCap = params.cap() != 0;
    long share = hasCap ? Math.min(fair, capped) : fair;
    List<CreditVcpu> earning = vcpus.stream().filter(v -> v.active || v.parked).toList();
    for (CreditVcpu v : earning) {
      v.credit = Math.clamp(v.credit + share / earning.size(), -period, period);
      if (v.credit < 0) {
        v.priority = Priority.OVER;
        // With a cap, to be without credit for a whole period is to have had more than the cap.
        v.parked = hasCap && v.credit < -capped / earning.size();
      } else {
        v.priority = v.priority == Priority.BOOST ? Priority.BOOST : Priority.UNDER;
        v.parked = false;
      }
      if (v.parked) {
        queue.remove(v);
      } else if (v.vcpu.isRunnable() && !queue.contains(v)) {
        queue.add(v);
      }
      v.active = v.vcpu.isRunnable();
    }
  }
}
