package dev.xenolith.dom0.cpuid;

import com.google.common.collect.ImmutableList;
import dev.xenolith.abi.cpuid.CpuRegister;
import dev.xenolith.abi.cpuid.FeatureWord;
import dev.xenolith.dom0.text.Spelling;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads what xl.cfg says under {@code cpuid}, as the real tool does: word by word, and a word that
 * makes no sense is told and skipped.
 */
public final class CpuidSyntax {
  private static final int FAMILY_IN_FOUR_BITS = 15;
  private static final int EXTENDED_FAMILY_BIT = 20;
  private static final int EXTENDED_FAMILY_BITS = 8;
  private static final int EXTENDED_MODEL_BIT = 16;
  private static final int HALF = 4;

  private record Place(int leaf, int subleaf) {}

  private final Map<Place, EnumMap<CpuRegister, StringBuilder>> masks = new LinkedHashMap<>();
  private final List<String> complaints = new ArrayList<>();

  /** What could not be read; each goes after the key's name. */
  public List<String> complaints() {
    return complaints;
  }

  /** The wishes, in the order in which their leaves were first named. */
  public ImmutableList<CpuidMask> masks() {
    ImmutableList.Builder<CpuidMask> all = ImmutableList.builder();
    masks.forEach(
        (place, registers) -> {
          Map<CpuRegister, String> bits = new EnumMap<>(CpuRegister.class);
          registers.forEach((register, text) -> bits.put(register, text.toString()));
          all.add(new CpuidMask(place.leaf(), place.subleaf(), bits));
        });
    return all.build();
  }

  private EnumMap<CpuRegister, StringBuilder> at(int leaf, int subleaf) {
    return masks.computeIfAbsent(
        new Place(leaf, subleaf), place -> new EnumMap<>(CpuRegister.class));
  }

  private void complain(String where, String what) {
    complaints.add("'" + where + "': " + what);
  }

  // ---- "host,name=value,..."

  /** Reads {@code host,name=value,...}. */
  public void readWords(String text) {
    List<String> words = new ArrayList<>(List.of(text.split(",")));
    words.removeIf(String::isEmpty);
    if (words.isEmpty()) {
      return;
    }
    if (!words.getFirst().equals("host")) {
      complain(text, "the first word must be \"host\"");
      return;
    }
    words.subList(1, words.size()).forEach(this::readWord);
  }

  /** Of so many short names the nearest one is worth telling at one letter's distance only. */
  private static String suggestion(String name) {
    return Spelling.nearest(name, CpuidField.names(), 1)
        .map(known -> "; did you mean '" + known + "'?")
        .orElse("");
  }

  private void readWord(String word) {
    int equals = word.indexOf('=');
    if (equals < 0) {
      complain(word, "missing \"=\" in key=value");
      return;
    }
    CpuidField field = CpuidField.named(word.substring(0, equals));
    if (field == null) {
      complain(word, "unknown CPUID flag name" + suggestion(word.substring(0, equals)));
      return;
    }
    String value = word.substring(equals + 1);
    Number number = Number.at(value, 0);
    char first = value.isEmpty() ? 0 : value.charAt(0);
    if (number == null && "xks".indexOf(first) < 0) {
      complain(word, "illegal CPUID value (must be: [0|1|x|k|s])");
      return;
    }
    StringBuilder register =
        at(field.leaf(), field.subleaf())
            .computeIfAbsent(field.register(), r -> new StringBuilder(CpuidMask.ALL_UNASKED));
    String bits = number == null ? wished(first, field.length()) : binary(number.value, field);
    switch (field.name()) {
      case "family" -> family(register, field, bits, number);
      case "model" -> {
        replace(register, EXTENDED_MODEL_BIT, bits.substring(0, HALF));
        replace(register, field.bit(), bits.substring(HALF));
      }
      default -> replace(register, field.bit(), bits);
    }
  }

  /** Families from 16 on are in two fields, of which the lower is 15. */
  private static void family(StringBuilder register, CpuidField field, String bits, Number number) {
    if (number == null || number.value <= FAMILY_IN_FOUR_BITS) {
      String extended = "0".repeat(EXTENDED_FAMILY_BITS);
      replace(register, field.bit(), bits.substring(HALF));
      replace(register, EXTENDED_FAMILY_BIT, number == null ? bits : extended);
    } else {
      replace(register, field.bit(), "1".repeat(HALF));
      long rest = number.value - FAMILY_IN_FOUR_BITS;
      replace(register, EXTENDED_FAMILY_BIT, binary(rest, EXTENDED_FAMILY_BITS));
    }
  }

  private static String wished(char what, int length) {
    return String.valueOf(what).repeat(length);
  }

  private static String binary(long value, CpuidField field) {
    return binary(value, field.length());
  }

  private static String binary(long value, int length) {
    StringBuilder bits = new StringBuilder();
    for (int i = length - 1; i >= 0; i--) {
      bits.append((value >>> i & 1) == 0 ? '0' : '1');
    }
    return bits.toString();
  }

  private static void replace(StringBuilder register, int lowestBit, String bits) {
    int end = CpuidMask.LENGTH - lowestBit;
    register.replace(end - bits.length(), end, bits);
  }

  // ---- "leaf[,subleaf]:register=bits,..."

  /** Reads one entry of a list: {@code leaf[,subleaf]:eax=bits,...}. */
  public void readEntry(String entry) {
    String wrong = entry(entry);
    if (wrong != null) {
      complain(entry, wrong);
    }
  }

  private String entry(String entry) {
    Number leaf = Number.at(entry, 0);
    if (leaf == null) {
      return "illegal leaf number";
    }
    int at = leaf.end;
    int subleaf = FeatureWord.NO_SUBLEAF;
    if (at < entry.length() && entry.charAt(at) == ',') {
      Number number = Number.at(entry, at + 1);
      if (number == null) {
        return "illegal subleaf number";
      }
      subleaf = (int) number.value;
      at = number.end;
    }
    if (at >= entry.length() || entry.charAt(at) != ':') {
      return "missing colon";
    }
    return registers(entry.substring(at + 1), at((int) leaf.value, subleaf));
  }

  private static String registers(String text, EnumMap<CpuRegister, StringBuilder> into) {
    for (String part : text.split(",")) {
      String item = part.stripLeading();
      int equals = item.indexOf('=');
      CpuRegister register = register(item);
      if (register == null || equals < 0) {
        return "invalid register name (must be e[abcd]x)";
      }
      String bits = item.substring(equals + 1);
      if (bits.length() != CpuidMask.LENGTH) {
        return "policy string must be exactly 32 characters long";
      }
      into.put(register, new StringBuilder(bits));
    }
    return null;
  }

  private static CpuRegister register(String item) {
    if (item.length() < 3 || item.charAt(0) != 'e' || item.charAt(2) != 'x') {
      return null;
    }
    return switch (item.charAt(1)) {
      case 'a' -> CpuRegister.EAX;
      case 'b' -> CpuRegister.EBX;
      case 'c' -> CpuRegister.ECX;
      case 'd' -> CpuRegister.EDX;
      default -> null;
    };
  }

  /** A number as strtoul with base 0 reads it, and where it ends. */
  private record Number(long value, int end) {
    static Number at(String text, int start) {
      int at = start;
      int base = 10;
      if (text.startsWith("0x", at) || text.startsWith("0X", at)) {
        base = 16;
        at += 2;
      } else if (text.startsWith("0", at)) {
        base = 8;
      }
      int first = at;
      long value = 0;
      while (at < text.length() && Character.digit(text.charAt(at), base) >= 0) {
        value = value * base + Character.digit(text.charAt(at++), base);
      }
      return at == first ? null : new Number(value, at);
    }
  }
}
