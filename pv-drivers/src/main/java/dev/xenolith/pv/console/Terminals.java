package dev.xenolith.pv.console;

import dev.xenolith.abi.num.DomId;
import java.util.Optional;

/** Where the consoles of domains end. */
public interface Terminals {
  /** That of a console, by the name of its directory in xenstore. */
  Optional<Terminal> find(DomId domid, String device);
}
