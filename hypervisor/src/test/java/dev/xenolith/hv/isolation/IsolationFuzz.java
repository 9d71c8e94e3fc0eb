package dev.xenolith.hv.isolation;

import dev.xenolith.abi.layout.Abi;
import dev.xenolith.abi.num.Mfn;
import dev.xenolith.abi.xen.GrantMapFlags;
import dev.xenolith.hv.Hypervisor;
import dev.xenolith.hv.HypervisorConfig;
import dev.xenolith.hv.domain.Domain;
import dev.xenolith.hv.domain.DomainConfig;
import dev.xenolith.hv.domain.Vcpu;
import dev.xenolith.hv.grant.GrantTable;
import dev.xenolith.hv.kit.GuestCode;
import dev.xenolith.hv.kit.TestDomain;
import dev.xenolith.hv.mm.Audit;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Rounds of random calls, each on a machine of its own that follows from its seed. */
final class IsolationFuzz {
  /** Calls on one machine; then its domains have become too strange to do much. */
  private static final int ROUND = 400;

  private static final int MACHINE_MIB = 12;

  private long made;
  private long succeeded;
  private long mapped;

  /** How many calls have been made. */
  long made() {
    return made;
  }

  /** How many of them did not fail. */
  long succeeded() {
    return succeeded;
  }

  /** After how many of them the caller had something of the other domain mapped. */
  long mapped() {
    return mapped;
  }

  /** Makes at least this many calls. Throws an error that says how to see it again. */
  void run(long seed, long calls) {
    for (long round = 0; made < calls; round++) {
      round(seed + round);
    }
  }

  /** One machine's life. */
  void round(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    HypervisorConfig config = HypervisorConfig.virtualTime().withMemoryMib(MACHINE_MIB);
    try (Hypervisor machine = Hypervisor.bare(config)) {
      Guest a = new Guest(first(machine, random.nextInt(4) == 0));
      Guest b = new Guest(TestDomain.create(machine, new GuestCode().done()));
      CallMaker maker = new CallMaker(random);
      List<String> recent = new ArrayList<>();
      for (int i = 0; i < ROUND && a.isAlive() && b.isAlive(); i++) {
        boolean first = random.nextBoolean();
        Guest caller = first ? a : b;
        Guest other = first ? b : a;
        if (random.nextInt(3) == 0) {
          maker.pokeGrants(caller, other);
        }
        CallMaker.Call call = maker.next(caller, other);
        recent.add(caller.domain + ": " + call);
        step(seed, i, caller, other, call, recent);
      }
      end(seed, machine, random.nextBoolean(), recent);
    }
  }

  /** Every fourth round one of the two is a control domain, which may name the other's frames. */
  private static TestDomain first(Hypervisor machine, boolean privileged) {
    DomainConfig config =
        new DomainConfig(
            Abi.PV32, privileged, new byte[DomainConfig.HANDLE_BYTES], 1, 1023, -1, -1, 2);
    TestDomain test = TestDomain.createPaused(machine, new GuestCode().done(), config);
    test.domain().unpause();
    return test;
  }

  private void step(
      long seed, int i, Guest caller, Guest other, CallMaker.Call call, List<String> recent) {
    String where = "seed %d, call %d, %s".formatted(seed, i, recent.get(recent.size() - 1));
    other.remember();
    try {
      long result = caller.call(call.op(), call.args());
      made++;
      succeeded += (int) result >= 0 ? 1 : 0;
      caller.domain.xen().timers().runExpired();
    } catch (RuntimeException e) {
      throw new AssertionError(where + ": " + e, e);
    }
    caller.vcpu.unblock();
    mapped += caller.domain.grants().mappings().isEmpty() ? 0 : 1;
    List<String> broken = violations(caller.domain.xen().domains().all());
    int canary = caller.domain.isPrivileged() ? -1 : other.changedCanary();
    if (canary >= 0) {
      broken.add("page " + canary + " of " + other.domain + " was changed by another domain");
    }
    report(where, broken, recent);
  }

  private static void report(String where, List<String> broken, List<String> recent) {
    if (!broken.isEmpty()) {
      List<String> last = recent.subList(Math.max(0, recent.size() - 5), recent.size());
      throw new AssertionError(
          where + "\n  " + String.join("\n  ", broken) + "\nafter\n  " + String.join("\n  ", last));
    }
  }

  /** Destroys both domains, one after the other, and looks at the books each time. */
  private void end(long seed, Hypervisor machine, boolean oldestFirst, List<String> recent) {
    List<Domain> all = machine.xen().domains().all();
    for (Domain domain : oldestFirst ? all : all.reversed()) {
      String where = "seed %d, destroying %s".formatted(seed, domain);
      try {
        domain.destroy();
      } catch (RuntimeException e) {
        throw new AssertionError(where + ": " + e, e);
      }
      report(where, violations(machine.xen().domains().all()), recent);
    }
  }

  private static List<String> violations(List<Domain> domains) {
    List<String> broken = new ArrayList<>();
    if (domains.isEmpty()) {
      return broken;
    }
    List<Audit.Held> held = new ArrayList<>();
    List<GrantTable> grants = new ArrayList<>();
    for (Domain domain : domains) {
      grants.add(domain.grants());
      broken.addAll(domain.events().audit());
      for (Mfn frame : domain.events().abi().heldPages()) {
        held.add(new Audit.Held(frame, 1, true));
      }
      for (Vcpu vcpu : domain.vcpus()) {
        if (vcpu.info().isRegistered()) {
          Mfn frame = new Mfn(vcpu.info().maddr() >>> Mfn.PAGE_SHIFT);
          held.add(new Audit.Held(frame, 1, true));
        }
      }
      for (GrantTable.Mapping m : domain.grants().mappings()) {
        if ((m.flags() & GrantMapFlags.DEVICE_MAP) != 0) {
          held.add(new Audit.Held(m.frame(), 1, (m.flags() & GrantMapFlags.READONLY) == 0));
        }
      }
    }
    broken.addAll(GrantTable.audit(grants));
    broken.addAll(Audit.violations(domains.get(0).xen().paging(), held));
    return broken;
  }
}
