package dev.xenolith.dom0.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** The small reader of commands, judged by Jackson. */
class JsonReaderTest {
  private static final int DOCUMENTS = 2000;
  private static final JsonMapper JACKSON = new JsonMapper();

  private static Object read(String text) throws JsonReader.MalformedException {
    return JsonReader.read(text.getBytes(StandardCharsets.UTF_8));
  }

  private static Object random(Random random, int depth) {
    return switch (random.nextInt(depth > 4 ? 6 : 8)) {
      case 0 -> null;
      case 1 -> random.nextBoolean();
      case 2 -> random.nextLong() >> random.nextInt(64);
      case 3 -> random.nextDouble() * Math.pow(10, random.nextInt(40) - 20);
      case 4, 5 -> text(random);
      case 6 -> {
        List<Object> items = new ArrayList<>();
        for (int i = random.nextInt(5); i > 0; i--) {
          items.add(random(random, depth + 1));
        }
        yield items;
      }
      default -> {
        Map<String, Object> members = new LinkedHashMap<>();
        for (int i = random.nextInt(5); i > 0; i--) {
          members.put(text(random), random(random, depth + 1));
        }
        yield members;
      }
    };
  }

  private static String text(Random random) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(12); i > 0; i--) {
      int code = random.nextInt(random.nextBoolean() ? 0x80 : 0x1_F700);
      text.appendCodePoint(code >= 0xD800 && code < 0xE000 ? '?' : code);
    }
    return text.toString();
  }

  /** As Jackson's data binding has them, but for whole numbers, which are always long here. */
  private static String normal(Object value) {
    return value instanceof Number && !(value instanceof Double)
        ? Long.toString(((Number) value).longValue())
        : String.valueOf(value);
  }

  @Test
  void whatJacksonWritesIsReadAsJacksonReadsIt() throws JsonReader.MalformedException {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int i = 0; i < DOCUMENTS; i++) {
      String json =
          random.nextBoolean()
              ? JACKSON.writeValueAsString(random(random, 0))
              : JACKSON.writerWithDefaultPrettyPrinter().writeValueAsString(random(random, 0));
      assertEquals(
          normal(JACKSON.readValue(json, Object.class)), normal(read(json)), "seed " + seed + json);
    }
  }

  /** A byte of a good document changed: both take it, or neither does. */
  @Test
  void whatJacksonRefusesIsRefused() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    JsonMapper whole =
        JsonMapper.builder()
            .enable(tools.jackson.databind.DeserializationFeature.USE_LONG_FOR_INTS)
            .disable(tools.jackson.databind.DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();
    for (int i = 0; i < DOCUMENTS; i++) {
      StringBuilder json = new StringBuilder(JACKSON.writeValueAsString(random(random, 0)));
      json.setCharAt(random.nextInt(json.length()), (char) (' ' + random.nextInt(95)));
      String text = json.toString();
      if (!text.startsWith("{") && !text.startsWith("[")) {
        continue; // a host answers nothing else, and numbers need a look beyond their end
      }
      boolean taken = true;
      try {
        taken = !(whole.readValue(text, Object.class) instanceof java.math.BigInteger);
      } catch (JacksonException e) {
        taken = false;
      }
      boolean read = Tree.parse(text.getBytes(StandardCharsets.UTF_8)).isThere();
      // A whole number beyond 64 bits is Jackson's BigInteger, and nothing that a host says.
      assertTrue(read == taken || text.matches("(?s).*[0-9]{19}.*"), "seed " + seed + ": " + text);
    }
  }

  @Test
  void whatEndsTooEarlyIsNothing() {
    String whole = "{\"a\": [1, -2.5e3, \"b\\u00e9\\n\", true, null]}";
    for (int end = 0; end < whole.length(); end++) {
      byte[] part = whole.substring(0, end).getBytes(StandardCharsets.UTF_8);
      assertFalse(Tree.parse(part).isThere(), whole.substring(0, end));
    }
    assertTrue(Tree.parse(whole.getBytes(StandardCharsets.UTF_8)).isThere());
  }

  @Test
  void nestingHasAnEnd() {
    String deep = "[".repeat(100_000) + "]".repeat(100_000);
    assertFalse(Tree.parse(deep.getBytes(StandardCharsets.UTF_8)).isThere());
  }
}
