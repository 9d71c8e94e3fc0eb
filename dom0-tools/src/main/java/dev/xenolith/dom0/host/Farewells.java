package dev.xenolith.dom0.host;

import dev.xenolith.dom0.console.ConsoleAttachment;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The consoles of domains that have just ended. Whoever was on the way to one, while a short-lived
 * domain came to its end, still gets to read what it wrote. On domain 0's vCPU only.
 */
final class Farewells {
  private static final long KEPT_NANOS = Duration.ofSeconds(10).toNanos();
  private static final int MOST = 16;

  private record Farewell(ConsoleAttachment console, long endedAt) {}

  private final Map<String, Farewell> byName = new LinkedHashMap<>();

  /** Keeps the console of a domain that is gone. */
  void keep(Resident domain) {
    forgetTheOld();
    if (domain.lastWords != null) {
      byName.remove(domain.name);
      byName.put(domain.name, new Farewell(domain.lastWords, System.nanoTime()));
      domain.lastWords = null;
      if (byName.size() > MOST) {
        byName.remove(byName.keySet().iterator().next());
      }
    }
  }

  /** The console of a domain that has just ended, once. */
  Optional<ConsoleAttachment> take(String name) {
    forgetTheOld();
    return Optional.ofNullable(byName.remove(name)).map(Farewell::console);
  }

  private void forgetTheOld() {
    long now = System.nanoTime();
    byName.values().removeIf(f -> now - f.endedAt() > KEPT_NANOS);
  }
}
