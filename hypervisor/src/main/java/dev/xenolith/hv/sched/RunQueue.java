package dev.xenolith.hv.sched;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Those who wait for one physical CPU: by priority, and in order of arrival within one. */
final class RunQueue {
  private final List<CreditVcpu> waiting = new ArrayList<>();

  void add(CreditVcpu vcpu) {
    int at = 0;
    while (at < waiting.size() && !vcpu.priority.isBefore(waiting.get(at).priority)) {
      at++;
    }
    // Who yields also lets one of lower priority go first, or it would be chosen again at once.
    if (vcpu.yielding && at < waiting.size()) {
      at++;
    }
    waiting.add(at, vcpu);
  }

  void remove(CreditVcpu vcpu) {
    waiting.remove(vcpu);
  }

  boolean contains(CreditVcpu vcpu) {
    return waiting.contains(vcpu);
  }

  CreditVcpu poll() {
    return waiting.isEmpty() ? null : waiting.removeFirst();
  }

  /** After priorities have changed. Stable, so arrival still counts. */
  void sort() {
    waiting.sort(Comparator.comparing((CreditVcpu v) -> v.priority));
  }
}
