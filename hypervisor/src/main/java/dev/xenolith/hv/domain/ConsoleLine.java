package dev.xenolith.hv.domain;

import dev.xenolith.hv.trace.HypervisorLog;
import java.nio.charset.StandardCharsets;

/**
 * What a domain has written to the hypervisor's console and not yet ended with a newline. A guest's
 * lines carry its name and lose what could not be printed, so that it cannot pretend to be the
 * hypervisor.
 */
public final class ConsoleLine {
  private static final int LONGEST = 200;

  private final HypervisorLog log;
  private final String prefix;
  private final StringBuilder line = new StringBuilder();
  private boolean refused;

  ConsoleLine(HypervisorLog log, String prefix) {
    this.log = log;
    this.prefix = prefix;
  }

  /**
   * Adds the first {@code length} of these bytes; a line that ends or grows too long goes to the
   * log.
   */
  public void write(byte[] bytes, int length) {
    for (char ch : new String(bytes, 0, length, StandardCharsets.ISO_8859_1).toCharArray()) {
      if (ch == '\n') {
        flush();
      } else if (ch == '\t' || ch >= ' ' && ch < 0x7F) {
        line.append(ch);
        if (line.length() == LONGEST) {
          flush();
        }
      }
    }
  }

  /** Notes that a domain may not write here; answers whether that was noted before. */
  public boolean isRefusedAgain() {
    boolean again = refused;
    refused = true;
    return again;
  }

  private void flush() {
    log.printk(prefix + line);
    line.setLength(0);
  }
}
