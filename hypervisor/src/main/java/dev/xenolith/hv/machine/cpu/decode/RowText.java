package dev.xenolith.hv.machine.cpu.decode;

import java.util.Locale;

/** Reads one line of the table into its parts. */
final class RowText extends RowFields {
  final String line;
  private int position;

  /** Names by operand size, for the two syntaxes. */
  String[] intelNames;

  String[] attNames;

  /** The operands as they are written. */
  String operandText;

  RowText(String line) {
    this.line = line;
    String token = readPrefix(next());
    token = readOpcode(token);
    token = readModrm(token);
    op = Op.valueOf(token.toUpperCase(Locale.ROOT));
    int underscore = token.indexOf('_');
    intelNames = new String[] {underscore < 0 ? token : token.substring(0, underscore)};
    attNames = intelNames;
    readOperands(next());
    for (token = next(); token != null; token = next()) {
      readAttribute(token);
    }
  }

  private String next() {
    int start = position;
    while (start < line.length() && line.charAt(start) == ' ') {
      start++;
    }
    if (start == line.length()) {
      return null;
    }
    int end = line.indexOf(' ', start);
    position = end < 0 ? line.length() : end;
    return line.substring(start, position);
  }

  private String readPrefix(String token) {
    prefix =
        switch (token) {
          case "np" -> Row.NO_PREFIX;
          case "nf" -> Row.NO_REPEAT;
          case "66" -> Row.PREFIX_66;
          case "f3" -> Row.PREFIX_F3;
          case "f2" -> Row.PREFIX_F2;
          default -> Row.ANY_PREFIX;
        };
    return prefix == Row.ANY_PREFIX ? token : next();
  }

  private String readOpcode(String first) {
    String token = first;
    if (token.equals("0f")) {
      map = 1;
      token = next();
      if (token.equals("38") || token.equals("3a")) {
        map = token.equals("38") ? 2 : 3;
        token = next();
      }
    }
    opcode = Integer.parseInt(token, 0, 2, 16);
    if (token.length() > 2) {
      opcodes = token.endsWith("+cc") ? 16 : 8;
    }
    return next();
  }

  private String readModrm(String token) {
    char first = token.charAt(0);
    if (first == '/') {
      modrmMask = 0x38;
      modrmValue = (token.charAt(1) - '0') << 3;
      return next();
    }
    if (!isHexByte(token)) {
      return token;
    }
    modrmMask = token.endsWith("+i") ? 0xf8 : 0xff;
    modrmValue = Integer.parseInt(token, 0, 2, 16);
    return next();
  }

  private static boolean isHexByte(String token) {
    return (token.length() == 2 || token.endsWith("+i"))
        && Character.digit(token.charAt(0), 16) >= 0
        && Character.digit(token.charAt(1), 16) >= 0;
  }

  private void readOperands(String token) {
    operandText = token;
    operands = OperandSpec.parseAll(token);
  }

  private void readAttribute(String token) {
    int colon = token.indexOf(':');
    if (colon < 0) {
      attributes |= 1 << Row.Attribute.valueOf(token.toUpperCase(Locale.ROOT)).ordinal();
      return;
    }
    String value = token.substring(colon + 1);
    switch (token.substring(0, colon)) {
      case "f" -> written = FlagMask.parse(value);
      case "u" -> undefined = FlagMask.parse(value);
      case "t" -> tested = FlagMask.parse(value);
      case "cpu" -> feature = Feature.valueOf(value.toUpperCase(Locale.ROOT));
      case "intel" -> intelNames = value.replace('_', ' ').split("/");
      case "att" -> attNames = value.replace('_', ' ').split("/");
      case "name" -> {
        intelNames = value.replace('_', ' ').split("/");
        attNames = intelNames;
      }
      default -> throw new IllegalArgumentException("attribute " + token);
    }
  }
}
