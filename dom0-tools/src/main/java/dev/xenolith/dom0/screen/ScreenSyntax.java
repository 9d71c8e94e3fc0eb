package dev.xenolith.dom0.screen;

import dev.xenolith.dom0.text.Parameter;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads a screen as configurations spell it (xl.cfg(5), vfb). */
public final class ScreenSyntax {
  private static final Set<String> KNOWN =
      Set.of("vnc", "vnclisten", "vncdisplay", "vncunused", "vncpasswd", "keymap", "type");

  private static final Set<String> NOT_BUILT =
      Set.of("sdl", "opengl", "display", "xauthority", "spice", "spicehost", "spiceport");

  private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "localhost", "::1", "");

  private final Map<String, String> values = new HashMap<>();

  private ScreenSyntax() {}

  /** Reads one screen; empty where it says that there is to be nothing to look at. */
  public static Optional<ScreenSpec> parse(String text) throws ScreenException {
    ScreenSyntax syntax = new ScreenSyntax();
    for (Parameter parameter : Parameter.list(text)) {
      syntax.add(parameter);
    }
    return syntax.screen();
  }

  private void add(Parameter parameter) throws ScreenException {
    String name = parameter.name();
    String value = parameter.value().orElse("1");
    if (NOT_BUILT.contains(name)) {
      if (!value.equals("0")) {
        throw new ScreenException("'" + name + "' is not available; vnc=1 is");
      }
    } else if (!KNOWN.contains(name)) {
      throw new ScreenException("unknown parameter '" + name + "'");
    } else if (values.put(name, value) != null) {
      throw new ScreenException("'" + name + "' is given twice");
    }
  }

  private Optional<ScreenSpec> screen() throws ScreenException {
    if (!values.getOrDefault("type", "vnc").equals("vnc")) {
      throw new ScreenException("'type' is vnc; others are not available");
    }
    String keymap = values.getOrDefault("keymap", "en-us");
    if (!keymap.equals("en-us")) {
      throw new ScreenException("keymap '" + keymap + "' is not available; en-us is");
    }
    String listen = values.getOrDefault("vnclisten", "");
    int display = display(values.getOrDefault("vncdisplay", "0"));
    int colon = listen.lastIndexOf(':');
    if (colon >= 0 && !LOOPBACK.contains(listen)) {
      display = display(listen.substring(colon + 1));
      listen = listen.substring(0, colon);
    }
    if (!LOOPBACK.contains(listen)) {
      throw new ScreenException(
          "'vnclisten=" + listen + "' is not available: nothing listens beyond 127.0.0.1");
    }
    Optional<String> password =
        Optional.ofNullable(values.get("vncpasswd")).filter(p -> !p.isEmpty());
    boolean unused = flag("vncunused", !values.containsKey("vncdisplay"));
    return flag("vnc", true)
        ? Optional.of(new ScreenSpec(display, unused, password))
        : Optional.empty();
  }

  private boolean flag(String name, boolean otherwise) throws ScreenException {
    return switch (values.getOrDefault(name, otherwise ? "1" : "0")) {
      case "0" -> false;
      case "1" -> true;
      default -> throw new ScreenException("'" + name + "' is 0 or 1");
    };
  }

  private static int display(String text) throws ScreenException {
    if (text.matches("[0-9]{1,2}")) {
      return Integer.parseInt(text);
    }
    throw new ScreenException(
        "'vncdisplay' is a number from 0 to " + (ScreenSpec.MOST_DISPLAYS - 1));
  }
}
