package dev.xenolith.pv;

import dev.xenolith.abi.num.DomId;
import java.util.function.BooleanSupplier;

/** What the kernel of one domain gives its drivers. Used on the kernel's vCPU only. */
public interface GuestServices {
  /** The domain. */
  DomId self();

  /** Frames that other domains grant. */
  GrantedPages grants();

  /** Event channels. */
  EventPorts events();

  /** Xenstore. */
  NodeStore store();

  /** Asks about once a second whether something is over that nobody signals, until it is. */
  void askUntil(BooleanSupplier over);
}
