package dev.xenolith.dom0.client;

import java.nio.charset.StandardCharsets;

/** The body of an answer. */
public record Answer(byte[] body) {
  /** As JSON. */
  public Tree tree() {
    return Tree.parse(body);
  }

  /** As text. */
  public String text() {
    return new String(body, StandardCharsets.UTF_8);
  }
}
