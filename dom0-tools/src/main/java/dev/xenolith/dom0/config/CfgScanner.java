package dev.xenolith.dom0.config;

/** Cuts xl.cfg text into tokens by the rules of the real tool's lexer (libxlu_cfg_l.l). */
final class CfgScanner {
  enum Kind {
    IDENT,
    NUMBER,
    STRING,
    ASSIGN,
    ADD,
    OPEN,
    CLOSE,
    COMMA,
    SEMICOLON,
    NEWLINE,
    END
  }

  record Token(Kind kind, String text, int line) {
    String shown() {
      return switch (kind) {
        case NEWLINE -> "the end of the line";
        case END -> "the end of the file";
        case STRING -> "string \"" + text + "\"";
        default -> "'" + text + "'";
      };
    }
  }

  /** Text that is no token at all; the caller adds file and key. */
  static final class LexicalError extends Exception {
    private static final long serialVersionUID = 1;
    final int line;

    LexicalError(int line, String message) {
      super(message);
      this.line = line;
    }
  }

  private final String text;
  private int at;
  private int line = 1;

  CfgScanner(String text) {
    this.text = text;
  }

  Token next() throws LexicalError {
    skipBlanks();
    if (at == text.length()) {
      return new Token(Kind.END, "", line);
    }
    char c = text.charAt(at);
    if (c == '\n') {
      at++;
      return new Token(Kind.NEWLINE, "\n", line++);
    }
    if (isIdentStart(c)) {
      return take(Kind.IDENT, identEnd());
    }
    if (isDigit(c)) {
      return take(Kind.NUMBER, numberEnd());
    }
    if (c == '\'' || c == '"') {
      return quoted(c);
    }
    return punctuation(c);
  }

  /** Goes to the next line, so that the rest of a file with a wrong line is still read. */
  void skipLine() {
    while (at < text.length() && text.charAt(at) != '\n') {
      at++;
    }
  }

  private void skipBlanks() {
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c == '#') {
        skipLine();
      } else if (c == ' ' || c == '\t' || c == '\r') {
        at++;
      } else {
        return;
      }
    }
  }

  private Token punctuation(char c) throws LexicalError {
    Kind kind =
        switch (c) {
          case ',' -> Kind.COMMA;
          case '[' -> Kind.OPEN;
          case ']' -> Kind.CLOSE;
          case '=' -> Kind.ASSIGN;
          case ';' -> Kind.SEMICOLON;
          default -> null;
        };
    if (kind != null) {
      return take(kind, at + 1);
    }
    if (text.startsWith("+=", at)) {
      return take(Kind.ADD, at + 2);
    }
    String hint =
        "+-.():".indexOf(c) >= 0 ? " (Python expressions are not configuration any more)" : "";
    throw new LexicalError(line, "unexpected character '" + printable(c) + "'" + hint);
  }

  private Token take(Kind kind, int end) {
    Token token = new Token(kind, text.substring(at, end), line);
    at = end;
    return token;
  }

  private int identEnd() {
    int end = at + 1;
    while (end < text.length() && isIdentPart(text.charAt(end))) {
      end++;
    }
    return end;
  }

  private int numberEnd() {
    int end = at + 1;
    while (end < text.length() && isNumberPart(text.charAt(end))) {
      end++;
    }
    return end;
  }

  private static boolean isIdentStart(char c) {
    return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_';
  }

  private static boolean isIdentPart(char c) {
    return isIdentStart(c) || isDigit(c) || c == '.';
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static boolean isNumberPart(char c) {
    return isDigit(c) || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F' || c == 'x' || c == 'X';
  }

  private Token quoted(char quote) throws LexicalError {
    StringBuilder value = new StringBuilder();
    int begin = at++;
    while (at < text.length() && text.charAt(at) != quote) {
      char c = text.charAt(at++);
      if (c == '\n') {
        at = begin;
        throw new LexicalError(line, "a string must end on the line it begins on");
      }
      value.append(c == '\\' ? escape() : c);
    }
    if (at == text.length()) {
      throw new LexicalError(line, "the string that begins here has no end");
    }
    at++;
    return new Token(Kind.STRING, value.toString(), line);
  }

  private char escape() throws LexicalError {
    char c = at < text.length() ? text.charAt(at++) : '\n';
    return switch (c) {
      case '"', '\'', '\\' -> c;
      case 'a' -> '\007';
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'v' -> '\013';
      case 'x' -> numeric(2, 2, 16);
      case '0', '1', '2', '3', '4', '5', '6', '7' -> {
        at--;
        yield numeric(1, 3, 8);
      }
      default -> throw new LexicalError(line, "unknown escape \\" + printable(c) + " in a string");
    };
  }

  private char numeric(int least, int most, int base) throws LexicalError {
    int end = at;
    while (end < text.length() && end < at + most && Character.digit(text.charAt(end), base) >= 0) {
      end++;
    }
    if (end < at + least) {
      throw new LexicalError(line, "too few digits after the backslash in a string");
    }
    char value = (char) Integer.parseInt(text.substring(at, end), base);
    at = end;
    return value;
  }

  private static String printable(char c) {
    return c < 0x20 || c == 0x7F ? "\\x%02x".formatted((int) c) : String.valueOf(c);
  }
}
