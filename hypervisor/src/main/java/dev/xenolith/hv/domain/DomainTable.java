package dev.xenolith.hv.domain;

import dev.xenolith.abi.num.DomId;
import dev.xenolith.abi.trace.TraceEvent.DomainChange;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The domains of the machine. Iteration is in order of identifier, so that nothing depends on
 * hashing.
 */
public final class DomainTable {
  private final Xen xen;
  private final Map<Integer, Domain> byId = new TreeMap<>();
  private int nextId = 1;
  private boolean anyDying;

  DomainTable(Xen xen) {
    this.xen = xen;
  }

  /** The domain of this identifier, or null. Special identifiers name no domain. */
  public Domain find(int rawId) {
    return byId.get(rawId);
  }

  /** All domains that have not been destroyed completely. */
  public List<Domain> all() {
    return new ArrayList<>(byId.values());
  }

  /** Makes an empty, paused domain. The identifier must be free. */
  public Domain create(DomId id, DomainConfig config) {
    if (byId.containsKey(id.raw()) || id.raw() >= DomId.FIRST_RESERVED) {
      throw new IllegalArgumentException(id + " is taken or special");
    }
    Domain domain = new Domain(xen, id, config);
    byId.put(id.raw(), domain);
    domain.changed(DomainChange.CREATED, config.abi().name());
    xen.scheduler().addDomain(id);
    if (config.privileged()) {
      xen.globalVirqs().setHardwareDomain(domain.events());
    }
    return domain;
  }

  /** An identifier no living domain has; identifiers are not reused before they wrap. */
  public DomId freeId() {
    for (int tried = 1; tried < DomId.FIRST_RESERVED; tried++) {
      int candidate = nextId;
      nextId = nextId + 1 == DomId.FIRST_RESERVED ? 1 : nextId + 1;
      boolean leftovers = xen.paging().find(new DomId(candidate)) != null;
      if (!byId.containsKey(candidate) && !leftovers) {
        return new DomId(candidate);
      }
    }
    return null;
  }

  /** Buries dying domains whose last page has been let go. */
  public void reap() {
    if (!anyDying) {
      return;
    }
    anyDying = false;
    for (Domain domain : all()) {
      if (domain.isDying()) {
        domain.finishDestruction();
      }
    }
  }

  /** A dying domain has to be looked at again. */
  void keepDying() {
    anyDying = true;
  }

  void forget(Domain domain) {
    byId.remove(domain.id().raw(), domain);
  }
}
