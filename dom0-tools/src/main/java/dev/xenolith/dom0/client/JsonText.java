package dev.xenolith.dom0.client;

import java.util.List;

/** Writes the few kinds of JSON that commands send. */
public final class JsonText {
  private final StringBuilder text = new StringBuilder("{");

  private JsonText key(String name) {
    if (text.length() > 1) {
      text.append(',');
    }
    quote(name);
    text.append(':');
    return this;
  }

  /** Adds a member. */
  public JsonText put(String name, String value) {
    key(name).quote(value);
    return this;
  }

  /** Adds a member. */
  public JsonText put(String name, long value) {
    key(name).text.append(value);
    return this;
  }

  /** Adds a member. */
  public JsonText put(String name, boolean value) {
    key(name).text.append(value);
    return this;
  }

  /** Adds a member. */
  public JsonText put(String name, List<String> values) {
    key(name).text.append('[');
    for (int i = 0; i < values.size(); i++) {
      if (i > 0) {
        text.append(',');
      }
      quote(values.get(i));
    }
    text.append(']');
    return this;
  }

  /** Adds a member. */
  public JsonText putNumbers(String name, List<Long> values) {
    key(name).text.append(values.toString().replace(" ", ""));
    return this;
  }

  private void quote(String value) {
    text.append('"');
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '"' || c == '\\') {
        text.append('\\').append(c);
      } else if (c < ' ') {
        text.append("\\u%04x".formatted((int) c));
      } else {
        text.append(c);
      }
    }
    text.append('"');
  }

  /** The object. */
  @Override
  public String toString() {
    return text + "}";
  }
}
