package dev.xenolith.hv.mm;

import dev.xenolith.abi.num.DomId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;

/** The domains that can own frames, by number, the special ones among them. */
final class FrameOwners {
  private DomainMemory[] byId = new DomainMemory[16];
  private final TreeMap<Integer, DomainMemory> special = new TreeMap<>();

  /** The domain, or null. */
  DomainMemory find(int domIdRaw) {
    if (domIdRaw >= 0 && domIdRaw < byId.length) {
      return byId[domIdRaw];
    }
    return special.get(domIdRaw);
  }

  /** The domain a reserved number names (DOMID_XEN, DOMID_IO), or null. */
  DomainMemory findSpecial(int domIdRaw) {
    return special.get(domIdRaw);
  }

  void add(DomainMemory domain) {
    int id = domain.id().raw();
    if (id >= DomId.FIRST_RESERVED) {
      special.put(id, domain);
      return;
    }
    if (id >= byId.length) {
      byId = Arrays.copyOf(byId, Math.max(id + 1, byId.length * 2));
    }
    if (byId[id] != null) {
      throw new IllegalStateException(domain.id() + " exists already");
    }
    byId[id] = domain;
  }

  void remove(DomainMemory domain) {
    byId[domain.id().raw()] = null;
  }

  /** The ordinary domains in order of number. */
  Collection<DomainMemory> all() {
    List<DomainMemory> all = new ArrayList<>();
    for (DomainMemory d : byId) {
      if (d != null) {
        all.add(d);
      }
    }
    return all;
  }
}
