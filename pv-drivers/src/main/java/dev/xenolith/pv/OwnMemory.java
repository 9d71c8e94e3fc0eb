package dev.xenolith.pv;

import dev.xenolith.abi.layout.GuestBytes;
import dev.xenolith.abi.num.DomId;
import dev.xenolith.abi.num.GrantRef;

/** Memory of this domain that front ends share with others. */
public interface OwnMemory {
  /** A page and the grant that it is known by. */
  record Shared(GrantRef ref, GuestBytes bytes) {}

  /**
   * A page of zeroes that another domain may use.
   *
   * @param readOnly whether it may only read
   */
  Shared share(DomId with, boolean readOnly);
}
