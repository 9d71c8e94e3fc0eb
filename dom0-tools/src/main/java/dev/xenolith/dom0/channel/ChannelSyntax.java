package dev.xenolith.dom0.channel;

import dev.xenolith.dom0.text.Parameter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Reads a channel as configurations spell it (xl.cfg(5), channel). */
public final class ChannelSyntax {
  private static final List<String> KNOWN = List.of("backend", "name", "connection", "path");
  private static final Set<String> DOMAIN_0 = Set.of("", "0", "Domain-0");

  /** What the kernel has for the address of a Unix socket, with the byte that ends it. */
  private static final int MOST_PATH_BYTES = 108;

  private final Map<String, String> values = new HashMap<>();

  private ChannelSyntax() {}

  /**
   * Reads one channel.
   *
   * @param folder makes a path absolute
   */
  public static ChannelSpec parse(String text, Function<String, Path> folder)
      throws ChannelException {
    ChannelSyntax syntax = new ChannelSyntax();
    for (Parameter parameter : Parameter.list(text)) {
      syntax.add(parameter.trimmed());
    }
    return syntax.channel(folder);
  }

  private void add(Parameter parameter) throws ChannelException {
    String name = parameter.name();
    if (parameter.value().isEmpty() || !KNOWN.contains(name)) {
      throw new ChannelException("unknown parameter '" + parameter.word() + "'");
    }
    if (values.put(name, parameter.value().get()) != null) {
      throw new ChannelException("'" + name + "' is given twice");
    }
  }

  private ChannelSpec channel(Function<String, Path> folder) throws ChannelException {
    String name = values.getOrDefault("name", "");
    if (!name.matches("[!-~&&[^\"]]{1,255}")) {
      throw new ChannelException(
          name.isEmpty()
              ? "'name' is missing: a program finds the channel by it"
              : "a channel's name has 1 to 255 visible ASCII characters");
    }
    if (!DOMAIN_0.contains(values.getOrDefault("backend", ""))) {
      throw new ChannelException("driver domains are not available ('backend')");
    }
    return switch (values.getOrDefault("connection", "")) {
      case "pty" -> new ChannelSpec(name, Optional.empty());
      case "socket" -> new ChannelSpec(name, Optional.of(path(folder)));
      case "" -> throw new ChannelException("'connection' is missing: pty or socket");
      default -> throw new ChannelException("'connection' is pty or socket");
    };
  }

  private Path path(Function<String, Path> folder) throws ChannelException {
    String text = values.getOrDefault("path", "");
    if (text.isEmpty()) {
      throw new ChannelException("'path' is missing: connection=socket needs one");
    }
    Path path = folder.apply(text).toAbsolutePath().normalize();
    if (path.toString().getBytes(StandardCharsets.UTF_8).length >= MOST_PATH_BYTES) {
      throw new ChannelException(path + " is too long for a socket's name");
    }
    return path;
  }
}
