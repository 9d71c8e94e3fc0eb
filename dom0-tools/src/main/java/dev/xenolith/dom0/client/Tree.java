package dev.xenolith.dom0.client;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * JSON as it comes, looked into by name. Commands take this and not Jackson's data binding, which
 * costs four times as much to start as all the rest of a command.
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
    try (JsonParser parser = new JsonFactory().createParser(ObjectReadContext.empty(), json)) {
      return parser.nextToken() == null ? NOTHING : new Tree(value(parser));
    } catch (JacksonException e) {
      return NOTHING;
    }
  }

  private static Object value(JsonParser parser) {
    return switch (parser.currentToken()) {
      case START_OBJECT -> {
        Map<String, Object> members = new LinkedHashMap<>();
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
          String name = parser.currentName();
          parser.nextToken();
          members.put(name, value(parser));
        }
        yield members;
      }
      case START_ARRAY -> {
        List<Object> items = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          items.add(value(parser));
        }
        yield items;
      }
      case VALUE_STRING -> parser.getString();
      case VALUE_NUMBER_INT -> parser.getLongValue();
      case VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      default -> null;
    };
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
    return at(name).value instanceof List<?> items
        ? items.stream().map(item -> new Tree((Object) item)).toList()
        : List.of();
  }

  /** A member's items as text. */
  public List<String> texts(String name) {
    return list(name).stream().map(t -> String.valueOf(t.value)).toList();
  }
}
