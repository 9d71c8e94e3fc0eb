package dev.xenolith.dom0.client;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** A request that the host refused. */
public final class RefusedException extends Exception {
  private static final long serialVersionUID = 1;

  private final String kind;
  private final transient List<String> details;

  RefusedException(int status, byte[] body) {
    this(status, Tree.parse(body), new String(body, StandardCharsets.UTF_8));
  }

  private RefusedException(int status, Tree problem, String text) {
    super(problem.text("message", "status " + status + ": " + text));
    kind = problem.text("kind", "");
    details = problem.texts("details");
  }

  /** Why, in one word: {@code no_domain}, {@code name_taken}. */
  public String kind() {
    return kind;
  }

  /** More sentences, if there are any. */
  public List<String> details() {
    return details;
  }
}
