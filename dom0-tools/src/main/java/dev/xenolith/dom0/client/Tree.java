package dev.xenolith.dom0.client;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * JSON as it comes, looked into by name. Commands take this and not Jackson, which costs more to
 * start than all the rest of a command.
 */
public final class Tree {
  private static final Tree NOTHING = new Tree(null);

  /** A {@link Map}, a {@link List}, a string, a {@link Long}, a {@link Double}, a boolean, null. */
  private final Object value;

  private Tree(Object value) {
    this.value = value;
  }

  /** Reads JSON; what is none is nothing. */
  public static Tree parse(byte[] json) {
    try {
      return new Tree(JsonReader.read(json));
    } catch (JsonReader.MalformedException e) {
      return NOTHING;
    }
  }

  /** A member, or nothing. */
  public Tree at(String name) {
    return value instanceof Map<?, ?> m && m.get(name) != null ? new Tree(m.get(name)) : NOTHING;
  }

  public boolean isThere() {
    return value != null;
  }

  /** A member as text. */
  public String text(String name, String otherwise) {
    Object member = at(name).value;
    return member == null ? otherwise : member.toString();
  }

  /** A member as text, empty where there is none. */
  public String text(String name) {
    return text(name, "");
  }

  /** A member as a whole number, 0 where there is none. */
  public long number(String name) {
    return at(name).value instanceof Number n ? n.longValue() : 0;
  }

  /** Whether a member is true. */
  public boolean flag(String name) {
    return Boolean.TRUE.equals(at(name).value);
  }

  /** A member's items. */
  public List<Tree> list(String name) {
    List<Tree> trees = new ArrayList<>();
    if (at(name).value instanceof List<?> items) {
      for (Object item : items) {
        trees.add(new Tree(item));
      }
    }
    return trees;
  }

  /** A member's items as text. */
  public List<String> texts(String name) {
    List<String> texts = new ArrayList<>();
    for (Tree item : list(name)) {
      texts.add(String.valueOf(item.value));
    }
    return texts;
  }
}
