package dev.xenolith.hv.vectors;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The rows of the instruction table that user mode of the host may execute without harm to the
 * harness.
 */
final class InsnForms {
  private static final String TABLE = "/dev/xenolith/hv/machine/cpu/decode/x86.insn";

  /** Rows whose answer is the host's own or leaves the process: judged elsewhere. */
  private static final Set<String> ELSEWHERE =
      Set.of(
          "sgdt",
          "sidt",
          "sldt",
          "str",
          "smsw",
          "cpuid",
          "rdtsc",
          "rdtscp",
          "rdpmc",
          "syscall",
          "sysenter",
          "sysret",
          "sysexit",
          "rdrand",
          "rdseed",
          "rdpid",
          "monitor",
          "mwait",
          "rsm",
          "getsec",
          "fwait",
          "wrmsr",
          "rdmsr",
          "swapgs",
          "int1",
          "ud0",
          "ud1");

  /** Features of rows that the integer engine is to have. */
  private static final Set<String> FEATURES =
      Set.of("", "i486", "i686", "cmov", "cx8", "popcnt", "bmi1", "lzcnt", "movbe", "adx");

  /** Integer instructions that came with features that have more. */
  private static final Set<String> ALSO =
      Set.of(
          "crc32", "movnti", "lfence", "mfence", "sfence", "clflush", "prefetchnta", "prefetcht0");

  private InsnForms() {}

  /** The rows to make cases of in 32-bit code, in the order of the table. */
  static List<InsnForm> executable() {
    return executable("o64");
  }

  /** The rows to make cases of in 64-bit code, in the order of the table. */
  static List<InsnForm> executable64() {
    return executable("i64");
  }

  private static List<InsnForm> executable(String elsewhere) {
    return all().stream()
        .filter(f -> !f.has(elsewhere) && !ELSEWHERE.contains(f.op()))
        .filter(f -> FEATURES.contains(f.cpu()) || ALSO.contains(f.op()))
        .filter(f -> f.opcode()[0] < 0xD8 || f.opcode()[0] > 0xDF)
        .toList();
  }

  /** Every row. */
  static List<InsnForm> all() {
    List<InsnForm> forms = new ArrayList<>();
    for (String line : text().split("\n")) {
      String row = line.strip();
      if (!row.isEmpty() && !row.startsWith("#")) {
        forms.add(parse(row));
      }
    }
    return forms;
  }

  private static String text() {
    try (InputStream in = InsnForms.class.getResourceAsStream(TABLE)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static InsnForm parse(String row) {
    String[] words = row.split("\\s+");
    int at = 0;
    String prefix = "";
    boolean prefixed = Set.of("66", "f2", "f3").contains(words[0]) && isHex(words[1]);
    if (prefixed || words[0].equals("np") || words[0].equals("nf")) {
      prefix = words[at++];
    }
    List<Integer> opcode = new ArrayList<>();
    int variants = 1;
    int digit = -1;
    int fixed = -1;
    for (; isOpcode(words[at]); at++) {
      String w = words[at];
      if (w.startsWith("/")) {
        digit = w.charAt(1) - '0';
        continue;
      }
      int plus = w.indexOf('+');
      int value = Integer.parseInt(plus < 0 ? w : w.substring(0, plus), 16);
      if (plus >= 0) {
        variants = w.endsWith("cc") ? 16 : 8;
      }
      int escape = escapeLength(opcode);
      if (opcode.size() > escape) {
        fixed = value; // a byte after the opcode proper is a modrm byte
      } else {
        opcode.add(value);
      }
    }
    String op = words[at++];
    List<String> operands = List.of();
    if (at < words.length && !words[at].equals("-")) {
      operands = List.of(words[at].split(","));
    }
    int next = Math.min(at + 1, words.length);
    Set<String> attributes = Set.copyOf(List.of(words).subList(next, words.length));
    int[] bytes = opcode.stream().mapToInt(Integer::intValue).toArray();
    return new InsnForm(row, prefix, bytes, digit, fixed, variants, op, operands, attributes);
  }

  /** How many bytes of an opcode that begins like this are escapes. */
  private static int escapeLength(List<Integer> opcode) {
    if (opcode.isEmpty() || opcode.get(0) != 0x0F) {
      return 0;
    }
    boolean three = opcode.size() > 1 && (opcode.get(1) == 0x38 || opcode.get(1) == 0x3A);
    return three ? 2 : 1;
  }

  private static boolean isHex(String word) {
    return word.matches("[0-9a-f]{2}(\\+.*)?");
  }

  private static boolean isOpcode(String word) {
    return word.startsWith("/") || isHex(word);
  }
}
