package dev.xenolith.hv.hypercall;

import dev.xenolith.hv.domain.Domain;
import dev.xenolith.hv.domain.Vcpu;
import dev.xenolith.hv.domain.Xen;
import java.util.ArrayList;
import java.util.List;

/** What the keys of the hypervisor's console print into its log (xl debug-keys). */
final class DebugKeys {
  private DebugKeys() {}

  static void press(Xen xen, char key) {
    switch (key) {
      case 'h' -> help(xen);
      case 'e' -> perDomain(xen, "Event channel information", d -> d.events().dump());
      case 'g' -> perDomain(xen, "Active grants", d -> d.grants().dump());
      case 'q' -> perDomain(xen, "General information", DebugKeys::describe);
      case 'r' -> run(xen);
      default -> {
        // As on the real console, a key without a meaning does nothing.
      }
    }
  }

  private static void help(Xen xen) {
    xen.log().printk("'h' pressed -> showing installed handlers");
    xen.log().printk(" key 'e' => dump evtchn info");
    xen.log().printk(" key 'g' => print grant table usage");
    xen.log().printk(" key 'h' => show this message");
    xen.log().printk(" key 'q' => dump domain (and guest debug) info");
    xen.log().printk(" key 'r' => dump run queues");
  }

  /** Lines about one domain. */
  private interface Dump {
    List<String> of(Domain domain);
  }

  private static void perDomain(Xen xen, String title, Dump dump) {
    for (Domain domain : xen.domains().all()) {
      xen.log().printk("%s for domain %d:", title, domain.id().raw());
      for (String line : dump.of(domain)) {
        xen.log().printk("  " + line);
      }
    }
  }

  private static List<String> describe(Domain d) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "nr_pages=%d max_pages=%d vm_assist=%08x %s%s%s"
            .formatted(
                d.memory().totalPages(),
                d.memory().maxPages(),
                d.vmAssist(),
                d.abi(),
                d.isPaused() ? " paused" : "",
                d.shutdownReason() == null ? "" : " shut down: " + d.shutdownReason()));
    for (Vcpu v : d.vcpus()) {
      lines.add(
          "VCPU%d: %s upcall_pend=%02x upcall_mask=%02x"
              .formatted(v.id().raw(), v.runstate().kind(), v.upcallPending(), v.upcallMask()));
    }
    return lines;
  }

  private static void run(Xen xen) {
    xen.log().printk("NOW=%d", xen.clock().now());
    for (Domain d : xen.domains().all()) {
      for (Vcpu v : d.vcpus()) {
        xen.log().printk("  %s: %s, %s", v, v.runstate().kind(), xen.scheduler().params(d.id()));
      }
    }
  }
}
