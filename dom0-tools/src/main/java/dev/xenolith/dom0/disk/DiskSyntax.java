package dev.xenolith.dom0.disk;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads a disk as configurations and commands spell it (xl-disk-configuration(5)). What is real
 * xl's and not to be had here is refused by name.
 */
public final class DiskSyntax {
  private static final List<String> POSITIONS = List.of("target", "format", "vdev", "access");
  private static final Set<String> NAMED =
      Set.of(
          "target",
          "format",
          "vdev",
          "access",
          "devtype",
          "backend",
          "backendtype",
          "sector-size"); // the last is not real xl's
  private static final Map<String, String> FLAGS =
      Map.of(
          "cdrom", "devtype=cdrom",
          "discard", "discard=yes",
          "no-discard", "discard=no",
          "direct-io-safe", "direct-io-safe=yes",
          "trusted", "trusted=yes",
          "untrusted", "trusted=no");

  /** What older configurations put before the target, with a colon: it says nothing more. */
  private static final Set<String> OLD_PREFIXES =
      Set.of("file", "phy", "tap", "tap2", "tapdisk", "aio", "ioemu");

  private static final Set<String> SCRIPT_PREFIXES = Set.of("iscsi", "nbd", "enbd", "drbd");
  private static final Pattern PREFIX = Pattern.compile("([a-z][a-z0-9]*):(.*)");
  private static final Set<String> OTHER_FORMATS = Set.of("qcow", "vhd", "qed");
  private static final Map<String, String> NOT_BUILT =
      Map.of(
          "script", "hot-plug scripts are",
          "colo", "COLO is",
          "colo-host", "COLO is",
          "colo-port", "COLO is",
          "colo-export", "COLO is",
          "active-disk", "COLO is",
          "hidden-disk", "COLO is");

  private final Map<String, String> values = new HashMap<>();
  private final Queue<String> open = new ArrayDeque<>(POSITIONS);

  private DiskSyntax() {}

  /**
   * Reads one disk.
   *
   * @param find finds the file of this name
   */
  public static DiskSpec parse(String text, Function<String, Path> find) throws DiskException {
    DiskSyntax syntax = new DiskSyntax();
    syntax.split(text);
    return syntax.disk(find);
  }

  private void split(String text) throws DiskException {
    int at = 0;
    while (at < text.length()) {
      while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
        at++;
      }
      if (text.startsWith("target=", at)) {
        set("target", text.substring(at + "target=".length()));
        return; // it takes the whole rest, commas included
      }
      int end = text.indexOf(',', at);
      end = end < 0 ? text.length() : end;
      parameter(text.substring(at, end));
      at = end + 1;
    }
  }

  private void parameter(String word) throws DiskException {
    int equals = word.indexOf('=');
    String named = FLAGS.get(word);
    if (equals >= 0) {
      set(word.substring(0, equals), word.substring(equals + 1));
    } else if (named != null) {
      parameter(named);
    } else if (NOT_BUILT.containsKey(word)) {
      throw new DiskException(NOT_BUILT.get(word) + " not available ('" + word + "')");
    } else {
      position(word);
    }
  }

  private void position(String word) throws DiskException {
    while (!open.isEmpty() && values.containsKey(open.peek())) {
      open.poll();
    }
    String name = open.poll();
    if (name == null) {
      throw new DiskException("unknown parameter '" + word + "'");
    }
    switch (name) {
      case "target" -> target(word);
      case "vdev" -> vdev(word);
      default -> set(name, word);
    }
  }

  /** Old spellings have a prefix instead of a format, as in {@code phy:/dev/vg/root,xvda,w}. */
  private void target(String word) throws DiskException {
    Matcher m = PREFIX.matcher(word);
    if (!m.matches()) {
      set("target", word);
      return;
    }
    String prefix = m.group(1);
    String rest = m.group(2);
    boolean format = OTHER_FORMATS.contains(prefix) || DiskFormat.find(prefix).isPresent();
    if (SCRIPT_PREFIXES.contains(prefix)) {
      throw new DiskException("hot-plug scripts are not available ('" + prefix + ":')");
    }
    if (format || OLD_PREFIXES.contains(prefix)) {
      open.remove("format");
      set("format", format ? prefix : "");
      target(rest); // tap:aio:/path had two
    } else if (rest.isEmpty() || !Character.isLetterOrDigit(rest.charAt(0))) {
      throw new DiskException("unknown prefix '" + prefix + ":'");
    } else {
      set("target", word);
    }
  }

  private void vdev(String word) throws DiskException {
    int colon = word.lastIndexOf(':');
    set("vdev", colon < 0 ? word : word.substring(0, colon));
    if (colon >= 0) {
      set("devtype", word.substring(colon + 1));
    }
  }

  private void set(String name, String value) throws DiskException {
    if (NOT_BUILT.containsKey(name)) {
      throw new DiskException(NOT_BUILT.get(name) + " not available ('" + name + "')");
    }
    boolean flag = FLAGS.values().stream().anyMatch(f -> f.equals(name + "=" + value));
    if (!flag && !NAMED.contains(name) && !name.equals("specification")) {
      throw new DiskException("unknown parameter '" + name + "'");
    }
    if (value.isEmpty() && !name.equals("target")) {
      return; // as if it were not there
    }
    String old = values.put(name, value);
    if (old != null && !old.isEmpty()) {
      throw new DiskException("'" + name + "' is given twice");
    }
  }

  private String value(String name, String otherwise) {
    return values.getOrDefault(name, otherwise);
  }

  private DiskSpec disk(Function<String, Path> find) throws DiskException {
    checkOnly("devtype", "disk", "cdrom");
    checkOnly("backendtype", "phy", "qdisk", "tap");
    checkOnly("specification", "xen");
    checkOnly("trusted", "yes");
    checkOnly("sector-size", "512", "4096");
    if (!Set.of("", "0", "Domain-0").contains(value("backend", ""))) {
      throw new DiskException("driver domains are not available ('backend')");
    }
    boolean cdrom = value("devtype", "disk").equals("cdrom");
    String vdev = value("vdev", "");
    if (vdev.isEmpty()) {
      throw new DiskException(
          "'vdev' is missing: say under which name the guest has it, as in xvda");
    }
    Optional<DiskDevice> device = DiskDevice.parse(vdev);
    if (device.isEmpty()) {
      throw new DiskException("'" + vdev + "' is no name of a disk; xvda is one");
    }
    Optional<String> target = Optional.of(value("target", "")).filter(t -> !t.isEmpty());
    if (target.isEmpty() && !cdrom) {
      throw new DiskException("'target' is missing: name the file");
    }
    DiskFormat format = target.isPresent() ? format() : DiskFormat.RAW;
    boolean readOnly = readOnly(cdrom);
    boolean discard = value("discard", "yes").equals("yes");
    int sector = Integer.parseInt(value("sector-size", Integer.toString(DiskSpec.SECTOR_BYTES)));
    return new DiskSpec(target.map(find), format, device.get(), readOnly, cdrom, discard, sector);
  }

  private void checkOnly(String name, String... possible) throws DiskException {
    String value = values.get(name);
    if (value != null && !List.of(possible).contains(value)) {
      throw new DiskException(
          "'%s=%s' is not available; %s is".formatted(name, value, String.join(" or ", possible)));
    }
  }

  private DiskFormat format() throws DiskException {
    String word = value("format", "raw");
    Optional<DiskFormat> format = DiskFormat.find(word);
    if (format.isPresent()) {
      return format.get();
    }
    throw new DiskException(
        OTHER_FORMATS.contains(word)
            ? "format "
                + word
                + " is not available; qemu-img convert -O qcow2 makes a qcow2 image of it"
            : "there is no format '" + word + "'");
  }

  private boolean readOnly(boolean cdrom) throws DiskException {
    return switch (value("access", cdrom ? "r" : "rw")) {
      case "r", "ro" -> true;
      case "w", "rw" -> {
        if (cdrom) {
          throw new DiskException("a CD-ROM is read only: 'access=rw' does not go with it");
        }
        yield false;
      }
      default ->
          throw new DiskException("'access' is ro or rw, not '" + values.get("access") + "'");
    };
  }
}
