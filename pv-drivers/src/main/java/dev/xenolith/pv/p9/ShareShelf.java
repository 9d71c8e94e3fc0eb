package dev.xenolith.pv.p9;

import dev.xenolith.abi.num.DomId;
import java.util.Optional;

/** Where the back end finds shares. */
public interface ShareShelf {
  /** The share behind a device of a domain; empty where there is none. */
  Optional<Share> find(DomId domain, String device);
}
