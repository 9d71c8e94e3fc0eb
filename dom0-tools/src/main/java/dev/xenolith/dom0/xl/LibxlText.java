package dev.xenolith.dom0.xl;

import dev.xenolith.dom0.client.Tree;
import dev.xenolith.dom0.host.ConfigView;
import dev.xenolith.dom0.host.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Parts of a domain's configuration as libxl's JSON has them. */
final class LibxlText {
  private static final List<String> REGISTERS = List.of("eax", "ebx", "ecx", "edx");

  private LibxlText() {}

  /** The member that lists disks, or nothing where there are none. */
  static String disks(List<Tree> disks) {
    if (disks.isEmpty()) {
      return "";
    }
    List<String> all = new ArrayList<>();
    for (Tree disk : disks) {
      List<String> members = new ArrayList<>();
      String target = disk.text("target");
      if (!target.isEmpty()) {
        members.add("\"pdev_path\": " + quoted(target));
      }
      members.add("\"vdev\": " + quoted(disk.text("name")));
      members.add("\"format\": " + quoted(target.isEmpty() ? "empty" : disk.text("format")));
      boolean cdrom = disk.flag("cdrom");
      if (cdrom) {
        members.add("\"removable\": 1");
      }
      if (!cdrom && !disk.flag("read_only")) {
        members.add("\"readwrite\": 1");
      }
      if (cdrom) {
        members.add("\"is_cdrom\": 1");
      }
      if (!disk.flag("discard")) {
        members.add("\"discard_enable\": \"False\"");
      }
      all.add(block("{", members, "}"));
    }
    return "\"disks\": " + block("[", all, "]");
  }

  /** The member that lists channels, or nothing where there are none. */
  static String channels(List<Tree> channels) {
    if (channels.isEmpty()) {
      return "";
    }
    List<String> all = new ArrayList<>();
    for (Tree channel : channels) {
      List<String> members = new ArrayList<>();
      members.add("\"name\": " + quoted(channel.text("name")));
      boolean isSocket = channel.at("socket").isThere();
      String path = isSocket ? "\"path\": " + quoted(channel.text("socket")) : "";
      members.add(
          "\"connection.%s\": %s"
              .formatted(isSocket ? "socket" : "pty", block("{", List.of(path), "}")));
      all.add(block("{", members, "}"));
    }
    return "\"channels\": " + block("[", all, "]");
  }

  /**
   * The member that lists network cards, or nothing where there are none.
   *
   * @param built whether they are there, and are not only to be
   */
  static String nics(List<Tree> vifs, boolean built) {
    if (vifs.isEmpty()) {
      return "";
    }
    List<String> all = new ArrayList<>();
    for (Tree vif : vifs) {
      List<String> members = new ArrayList<>();
      members.add("\"devid\": " + vif.number("number"));
      for (String name : List.of("mac", "ip", "bridge", "name")) {
        if (vif.at(name).isThere()) {
          String real = name.equals("name") ? "ifname" : name;
          members.add("\"%s\": %s".formatted(real, quoted(vif.text(name))));
        }
      }
      if (built) {
        members.add("\"nictype\": \"vif\"");
      }
      all.add(block("{", members, "}"));
    }
    return "\"nics\": " + block("[", all, "]");
  }

  /** The member with what CPUID is to say, or nothing where it says what it says unasked. */
  static String cpuid(List<Tree> leaves) {
    if (leaves.isEmpty()) {
      return "";
    }
    List<String> all = new ArrayList<>();
    for (Tree leaf : leaves) {
      List<String> members = new ArrayList<>();
      members.add("\"leaf\": " + leaf.number("leaf"));
      if (leaf.at("subleaf").isThere()) {
        members.add("\"subleaf\": " + leaf.number("subleaf"));
      }
      for (String register : REGISTERS) {
        if (leaf.at(register).isThere()) {
          members.add("\"%s\": %s".formatted(register, quoted(leaf.text(register))));
        }
      }
      all.add(block("{", members, "}"));
    }
    String cpuid = "\"cpuid\": " + block("[", all, "]");
    return "\"cpuid\": " + block("{", List.of(cpuid, "\"msr\": [\n\n]"), "}");
  }

  /** A configuration that no host has, as one would describe it. */
  static Tree described(ConfigView config) {
    return Tree.parse(Json.bytes(config));
  }

  private static String block(String open, List<String> members, String close) {
    return open + "\n" + indented(String.join(",\n", members), 4) + "\n" + close;
  }

  /** A member behind others, so many blanks from the left, or nothing. */
  static String behind(String member, int blanks) {
    return member.isEmpty() ? "" : ",\n" + indented(member, blanks);
  }

  /** Lines moved to the right, those with nothing on them excepted. */
  private static String indented(String lines, int blanks) {
    return lines.replaceAll("(?m)^(?=.)", " ".repeat(blanks));
  }

  /** Text in quotation marks. */
  static String quoted(String value) {
    StringBuilder text = new StringBuilder("\"");
    for (char c : value.toCharArray()) {
      if (c == '"' || c == '\\') {
        text.append('\\').append(c);
      } else if (c < ' ' || c >= 0x7F) {
        text.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
      } else {
        text.append(c);
      }
    }
    return text.append('"').toString();
  }
}
