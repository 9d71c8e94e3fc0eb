package dev.xenolith.dom0.client;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads JSON (RFC 8259) for commands that print a few lines and end. A library's parser is for more
 * than that: before it has read its first byte it has cost a short command a tenth of its time.
 */
final class JsonReader {
  /** Deeper than anything a host says. */
  private static final int DEEPEST = 64;

  private static final int HEX = 16;
  private static final int HEX_DIGITS = 4;
  private static final String ESCAPED = "\"\\/bfnrt";
  private static final String MEANT = "\"\\/\b\f\n\r\t";

  /** Text that is no JSON. */
  static final class MalformedException extends Exception {
    private static final long serialVersionUID = 1;

    MalformedException(String what, int at) {
      super(what + " at character " + at);
    }
  }

  private final String text;
  private int at;
  private int depth;

  private JsonReader(String text) {
    this.text = text;
  }

  /**
   * The value that the text begins with: a {@link Map}, a {@link List}, a string, a {@link Long}, a
   * {@link Double}, a boolean or null.
   */
  static Object read(byte[] json) throws MalformedException {
    return new JsonReader(new String(json, StandardCharsets.UTF_8)).value();
  }

  private MalformedException malformed(String what) {
    return new MalformedException(what, at);
  }

  /** The next character that is no blank, or 0 at the end. */
  private char peek() {
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c != ' ' && c != '\n' && c != '\r' && c != '\t') {
        return c;
      }
      at++;
    }
    return 0;
  }

  private boolean take(char wanted) {
    if (peek() != wanted) {
      return false;
    }
    at++;
    return true;
  }

  private void expect(char wanted) throws MalformedException {
    if (!take(wanted)) {
      throw malformed("no '" + wanted + "'");
    }
  }

  private Object value() throws MalformedException {
    if (++depth > DEEPEST) {
      throw malformed("too deep");
    }
    Object value =
        switch (peek()) {
          case '{' -> object();
          case '[' -> array();
          case '"' -> string();
          case 't' -> word("true", true);
          case 'f' -> word("false", false);
          case 'n' -> word("null", null);
          default -> number();
        };
    depth--;
    return value;
  }

  private Object word(String word, Object meaning) throws MalformedException {
    if (!text.startsWith(word, at)) {
      throw malformed("no value");
    }
    at += word.length();
    return meaning;
  }

  private Map<String, Object> object() throws MalformedException {
    Map<String, Object> members = new LinkedHashMap<>();
    at++;
    if (take('}')) {
      return members;
    }
    do {
      if (peek() != '"') {
        throw malformed("no name");
      }
      String name = string();
      expect(':');
      members.put(name, value());
    } while (take(','));
    expect('}');
    return members;
  }

  private List<Object> array() throws MalformedException {
    List<Object> items = new ArrayList<>();
    at++;
    if (take(']')) {
      return items;
    }
    do {
      items.add(value());
    } while (take(','));
    expect(']');
    return items;
  }

  private String string() throws MalformedException {
    int start = ++at;
    while (at < text.length() && text.charAt(at) != '"' && text.charAt(at) != '\\') {
      checkPlain();
    }
    if (at < text.length() && text.charAt(at) == '"') {
      return text.substring(start, at++);
    }
    StringBuilder whole = new StringBuilder(text.substring(start, at));
    while (at < text.length() && text.charAt(at) != '"') {
      if (text.charAt(at) == '\\') {
        at++;
        whole.append(escaped());
      } else {
        whole.append(text.charAt(at));
        checkPlain();
      }
    }
    if (at == text.length()) {
      throw malformed("a string without an end");
    }
    at++;
    return whole.toString();
  }

  /** Steps over a character that may stand in a string as it is. */
  private void checkPlain() throws MalformedException {
    if (text.charAt(at) < ' ') {
      throw malformed("a control character");
    }
    at++;
  }

  private char escaped() throws MalformedException {
    char letter = at < text.length() ? text.charAt(at++) : 0;
    int known = ESCAPED.indexOf(letter);
    if (known >= 0) {
      return MEANT.charAt(known);
    }
    if (letter != 'u' || at + HEX_DIGITS > text.length()) {
      throw malformed("an unknown escape");
    }
    int code = 0;
    for (int i = 0; i < HEX_DIGITS; i++) {
      int digit = Character.digit(text.charAt(at++), HEX);
      if (digit < 0) {
        throw malformed("no hexadecimal digit");
      }
      code = code * HEX + digit;
    }
    return (char) code;
  }

  private boolean isDigit() {
    return at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9';
  }

  private void digits() throws MalformedException {
    if (!isDigit()) {
      throw malformed("no value");
    }
    while (isDigit()) {
      at++;
    }
  }

  private boolean takeOneOf(String some) {
    boolean there = at < text.length() && some.indexOf(text.charAt(at)) >= 0;
    at += there ? 1 : 0;
    return there;
  }

  private Object number() throws MalformedException {
    int start = at;
    takeOneOf("-");
    if (!takeOneOf("0")) {
      digits();
    }
    boolean whole = true;
    if (takeOneOf(".")) {
      whole = false;
      digits();
    }
    if (takeOneOf("eE")) {
      whole = false;
      takeOneOf("+-");
      digits();
    }
    String number = text.substring(start, at);
    try {
      return whole ? (Object) Long.parseLong(number) : (Object) Double.parseDouble(number);
    } catch (NumberFormatException e) {
      throw malformed("a number too large");
    }
  }
}
