package dev.xenolith.pv.screen;

import dev.xenolith.abi.num.DomId;
import java.util.Optional;

/** Who looks at which domain. */
@FunctionalInterface
public interface Viewers {
  /** Who looks at the domain's screen; empty for one that is to have none. */
  Optional<Viewer> of(DomId domain);
}
