package dev.xenolith.hv.isolation;

import dev.xenolith.abi.call.Hypercall;
import dev.xenolith.abi.num.Mfn;
import dev.xenolith.hv.domain.Domain;
import dev.xenolith.hv.domain.Vcpu;
import dev.xenolith.hv.hypercall.HypercallEntry;
import dev.xenolith.hv.kit.TestDomain;
import java.util.Arrays;

/** One of the domains that make calls, with the pages it never gives to anybody. */
final class Guest {
  private static final int CANARIES = 3;

  final TestDomain test;
  final Domain domain;
  final Vcpu vcpu;
  private final HypercallEntry entry;
  private final int[] hashes = new int[CANARIES];

  Guest(TestDomain test) {
    this.test = test;
    domain = test.domain();
    vcpu = test.vcpu();
    entry = new HypercallEntry(test.hypervisor().hypercalls(), vcpu);
    for (int i = 0; i < CANARIES; i++) {
      byte[] page = new byte[Mfn.PAGE_SIZE];
      Arrays.fill(page, (byte) (0x50 + i));
      domain.xen().memory().put(canary(i) << Mfn.PAGE_SHIFT, page, 0, page.length);
    }
    remember();
  }

  long call(Hypercall op, long... args) {
    return entry.fromHosted(op, args);
  }

  /** Writes as the guest's kernel does; false if the page is not mapped writable any more. */
  boolean write(long linear, byte[] bytes) {
    return vcpu.linear().write(linear, bytes, 0, bytes.length) == 0;
  }

  boolean isAlive() {
    return !domain.isDying() && domain.shutdownReason() == null;
  }

  /** Frames of the domain that no call of its own names. */
  private long canary(int index) {
    return test.mfnOf(TestDomain.BASE + ((long) index << Mfn.PAGE_SHIFT));
  }

  /** The domain has just run: what it has done to its own pages is right. */
  void remember() {
    for (int i = 0; i < CANARIES; i++) {
      hashes[i] = hash(i);
    }
  }

  private int hash(int index) {
    byte[] page = domain.xen().memory().copy(canary(index) << Mfn.PAGE_SHIFT, Mfn.PAGE_SIZE);
    return Arrays.hashCode(page);
  }

  /** Another domain has just run. The first page of this one that it changed, or -1. */
  int changedCanary() {
    for (int i = 0; i < CANARIES; i++) {
      boolean own = domain.xen().paging().frames().owner(canary(i)) == domain.id().raw();
      long page = canary(i);
      boolean shared = domain.vcpus().stream().anyMatch(v -> frame(v) == page);
      if (own && !shared && hash(i) != hashes[i]) {
        return i;
      }
    }
    return -1;
  }

  private static long frame(Vcpu vcpu) {
    return vcpu.info().maddr() >>> Mfn.PAGE_SHIFT;
  }
}
