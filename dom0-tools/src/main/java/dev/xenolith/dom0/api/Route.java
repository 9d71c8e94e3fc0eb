package dev.xenolith.dom0.api;

import dev.xenolith.dom0.host.Host;
import dev.xenolith.dom0.host.HostException;
import java.util.concurrent.CompletableFuture;

/**
 * One thing the API can do.
 *
 * @param path may have {@code {domain}} as one of its parts
 * @param operation its name in the OpenAPI document
 */
record Route(String method, String path, String operation, Action action) {
  /** Does it. */
  @FunctionalInterface
  interface Action {
    CompletableFuture<Answer> on(Host host, Request request) throws HostException;
  }

  /**
   * The value of {@code {domain}} where this path fits, empty where it fits and has none, or null.
   */
  String match(String[] parts) {
    String[] pattern = path.split("/");
    if (pattern.length != parts.length) {
      return null;
    }
    String domain = "";
    for (int i = 0; i < parts.length; i++) {
      if (pattern[i].equals("{domain}")) {
        domain = parts[i];
      } else if (!pattern[i].equals(parts[i])) {
        return null;
      }
    }
    return domain;
  }
}
