package dev.xenolith.dom0.config;

import dev.xenolith.dom0.config.CfgFile.Setting;
import dev.xenolith.dom0.config.CfgScanner.Kind;
import dev.xenolith.dom0.config.CfgScanner.LexicalError;
import dev.xenolith.dom0.config.CfgScanner.Token;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The grammar of xl.cfg (libxlu_cfg_y.y): assignments ended by a new line or a semicolon. */
final class CfgParser {
  /** Deeper lists than this are nobody's configuration. */
  private static final int MAX_DEPTH = 16;

  /** After this many problems more would not help anybody. */
  private static final int MAX_PROBLEMS = 20;

  private static final class Wrong extends Exception {
    private static final long serialVersionUID = 1;
    final int line;

    Wrong(int line, String message) {
      super(message);
      this.line = line;
    }
  }

  private final String source;
  private final CfgScanner scanner;
  private final List<ConfigProblem> problems = new ArrayList<>();
  private final Map<String, Setting> settings = new LinkedHashMap<>();
  private Token token;
  private String key = "";

  /** What messages call a token; a line of the command line is one of its arguments. */
  private String shown(Token found) {
    boolean ends = found.kind() == Kind.NEWLINE || found.kind() == Kind.END;
    return ends && source.equals(CfgFile.COMMAND_LINE) ? "the end of the argument" : found.shown();
  }

  CfgParser(String source, String text) {
    this.source = source;
    scanner = new CfgScanner(text);
  }

  List<ConfigProblem> problems() {
    return problems;
  }

  Map<String, Setting> parse() {
    boolean more = true;
    while (more && problems.size() < MAX_PROBLEMS) {
      key = "";
      try {
        advance();
        more = statement();
      } catch (Wrong e) {
        problems.add(new ConfigProblem(source, e.line, key, e.getMessage()));
        recover();
      }
    }
    return settings;
  }

  /** Skips to the end of the line; the token that ended it is consumed by the next statement. */
  private void recover() {
    if (token == null || token.kind() != Kind.NEWLINE) {
      scanner.skipLine();
    }
    token = null;
  }

  private boolean statement() throws Wrong {
    switch (token.kind()) {
      case END -> {
        return false;
      }
      case NEWLINE, SEMICOLON -> {
        return true;
      }
      case IDENT -> {
        return assignment();
      }
      default -> throw new Wrong(token.line(), "expected a key, found " + shown(token));
    }
  }

  private boolean assignment() throws Wrong {
    Token name = token;
    key = name.text();
    advance();
    Kind operator = token.kind();
    if (operator != Kind.ASSIGN && operator != Kind.ADD) {
      throw new Wrong(token.line(), "expected '=' after the key, found " + shown(token));
    }
    advance();
    CfgValue value = value(0);
    store(name, operator, value);
    Kind end = token.kind();
    if (end != Kind.NEWLINE && end != Kind.SEMICOLON && end != Kind.END) {
      throw new Wrong(token.line(), "expected the end of the line, found " + shown(token));
    }
    return end != Kind.END;
  }

  private void store(Token name, Kind operator, CfgValue value) throws Wrong {
    Setting before = settings.get(key);
    CfgValue stored = value;
    if (operator == Kind.ADD && before != null) {
      stored = sum(before, value);
    }
    settings.put(key, new Setting(key, stored, source, name.line()));
  }

  private static CfgValue sum(Setting before, CfgValue added) throws Wrong {
    if (before.value() instanceof CfgValue.Atom(var a, var quoted, var line)
        && added instanceof CfgValue.Atom b) {
      return new CfgValue.Atom(a + b.text(), quoted, line);
    }
    if (before.value() instanceof CfgValue.Items(var a, var line)
        && added instanceof CfgValue.Items b) {
      List<CfgValue> all = new ArrayList<>(a);
      all.addAll(b.values());
      return new CfgValue.Items(all, line);
    }
    throw new Wrong(added.line(), "+= cannot add a list to a string or a string to a list");
  }

  private CfgValue value(int depth) throws Wrong {
    Token first = token;
    switch (first.kind()) {
      case STRING, NUMBER -> {
        advance();
        return new CfgValue.Atom(first.text(), first.kind() == Kind.STRING, first.line());
      }
      case OPEN -> {
        if (depth == MAX_DEPTH) {
          throw new Wrong(first.line(), "lists nested deeper than " + MAX_DEPTH);
        }
        advance();
        return items(first.line(), depth);
      }
      case IDENT ->
          throw new Wrong(first.line(), "a string needs quotes: \"" + first.text() + "\"");
      default -> throw new Wrong(first.line(), "expected a value, found " + shown(first));
    }
  }

  private CfgValue items(int line, int depth) throws Wrong {
    List<CfgValue> values = new ArrayList<>();
    skipNewlines();
    while (token.kind() != Kind.CLOSE) {
      values.add(value(depth + 1));
      skipNewlines();
      if (token.kind() == Kind.COMMA) {
        advance();
        skipNewlines();
      } else if (token.kind() != Kind.CLOSE) {
        throw new Wrong(token.line(), "expected ',' or ']' in a list, found " + shown(token));
      }
    }
    advance();
    return new CfgValue.Items(values, line);
  }

  private void skipNewlines() throws Wrong {
    while (token.kind() == Kind.NEWLINE) {
      advance();
    }
  }

  private void advance() throws Wrong {
    try {
      token = scanner.next();
    } catch (LexicalError e) {
      token = null;
      throw new Wrong(e.line, e.getMessage());
    }
  }
}
