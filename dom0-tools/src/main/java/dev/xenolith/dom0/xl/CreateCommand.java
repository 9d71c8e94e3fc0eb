package dev.xenolith.dom0.xl;

import dev.xenolith.dom0.client.HostClient;
import dev.xenolith.dom0.client.JsonText;
import dev.xenolith.dom0.client.RefusedException;
import dev.xenolith.dom0.client.Tree;
import dev.xenolith.dom0.text.Printable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** {@code xl create}, with the console and the waiting that may come with it. */
final class CreateCommand {
  /** What the real xl answers when a configuration names no file. */
  private static final int NO_CONFIG = 6;

  private static final int MAX_CONFIG = 1 << 20;

  private CreateCommand() {}

  static int create(Session s, Words w) throws Exception {
    List<String> arguments = new ArrayList<>(w.rest());
    Optional<String> file = file(w, arguments);
    if (file.isEmpty()) {
      s.err.println("Config file not specified and none in save file");
      return NO_CONFIG;
    }
    Path path = Path.of(file.get());
    String text = read(path);
    boolean quiet = w.has("quiet");
    if (!quiet) {
      s.err.println("Parsing config from " + file.get());
    }
    if (w.has("dryrun")) {
      return DryRun.print(s, path, text, arguments);
    }
    boolean console = w.has("c");
    JsonText order = order(path, text, arguments).put("paused", w.has("p") || console);
    HostClient host = s.startedHost();
    long next = w.has("F") || console ? DomainWatch.nextEvent(host) : 0;
    Tree created = post(s, host, "/v1/domains", order);
    String domid = Long.toString(created.at("domain").number("domid"));
    s.warn(created);
    if (w.has("vncviewer") || w.has("vncviewer-autopass")) {
      ScreenCommands.viewer(s, domid);
    }
    if (console) {
      console(s, host, domid, w.has("p"), next);
    }
    return w.has("F") ? DomainWatch.untilGone(s, host, domid, next) : 0;
  }

  /** Takes the name of the file out of the arguments; what is left are assignments. */
  private static Optional<String> file(Words w, List<String> arguments)
      throws CommandFailedException {
    Optional<String> file = w.value("defconfig");
    for (String word : List.copyOf(arguments)) {
      if (word.contains("=")) {
        continue;
      }
      if (file.isPresent()) {
        throw neitherFileNorAssignment(word, file.get());
      }
      file = Optional.of(word);
      arguments.remove(word);
    }
    return file;
  }

  /** What a word beside a configuration file gets that changes none of its keys. */
  static CommandFailedException neitherFileNorAssignment(String word, String file) {
    return new CommandFailedException(
        ExitStatus.USAGE,
        "'%s' is no KEY=VALUE, and the configuration file is %s already"
            .formatted(Printable.of(word), Printable.of(file)));
  }

  private static JsonText order(Path path, String text, List<String> overrides) {
    return new JsonText()
        .put("source", path.toString())
        .put("text", text)
        .put("folder", path.toAbsolutePath().getParent().toString())
        .put("overrides", absolute(overrides));
  }

  /** {@code xl config-update}. */
  static int update(Session s, Words w) throws Exception {
    s.err.println(
        "WARNING: xl now has better capability to manage domain configuration, avoid using this"
            + " command when possible");
    List<String> arguments = new ArrayList<>(w.rest());
    String domid = Long.toString(s.domain(arguments.removeFirst()).number("domid"));
    Optional<String> file = file(w, arguments);
    if (file.isEmpty()) {
      throw CommandFailedException.plain("Config file not specified");
    }
    Path path = Path.of(file.get());
    JsonText order = order(path, read(path), arguments);
    s.err.println("Parsing config from " + file.get());
    s.warn(post(s, s.host(), Session.path(domid) + "/config", order));
    return 0;
  }

  private static String read(Path path) throws CommandFailedException {
    try {
      if (Files.size(path) > MAX_CONFIG) {
        throw new CommandFailedException(
            ExitStatus.FAILED, path + ": larger than 1 MiB: this is no configuration file");
      }
      return new String(Files.readAllBytes(path), StandardCharsets.UTF_8);
    } catch (NoSuchFileException e) {
      throw unreadable(path, "No such file or directory");
    } catch (IOException e) {
      throw unreadable(path, Files.isDirectory(path) ? "Is a directory" : e.getMessage());
    }
  }

  private static CommandFailedException unreadable(Path path, String why) {
    return CommandFailedException.plain(
        ExitStatus.BAD_CONFIG, "Failed to read config file: " + path + ": " + why);
  }

  /** The host has a folder of its own, so what is named on the command line is made absolute. */
  private static List<String> absolute(List<String> assignments) {
    List<String> lines = new ArrayList<>();
    for (String assignment : assignments) {
      int equals = assignment.indexOf('=');
      String key = equals < 0 ? "" : assignment.substring(0, equals).strip();
      String value = assignment.substring(equals + 1).strip().replaceAll("^[\"']|[\"']$", "");
      boolean file = (key.equals("kernel") || key.equals("ramdisk")) && !value.isEmpty();
      lines.add(file ? key + "=\"" + Path.of(value).toAbsolutePath() + "\"" : assignment);
    }
    return lines;
  }

  private static Tree post(Session s, HostClient host, String path, JsonText order)
      throws IOException, CommandFailedException {
    try {
      return host.post(path, order.toString()).tree();
    } catch (RefusedException e) {
      if (e.kind().equals("bad_config") && !e.details().isEmpty()) {
        List<String> lines = e.details().isEmpty() ? List.of(e.getMessage()) : e.details();
        lines.forEach(line -> s.err.println("xl: " + Printable.of(line)));
        throw CommandFailedException.plain("Failed to parse config: Invalid argument");
      }
      // What cannot be built is 3 to the shell, as of the real xl, whatever the reason.
      throw new CommandFailedException(ExitStatus.BAD_CONFIG, Printable.of(e.getMessage()));
    }
  }

  /** Shows the console, and that of the domain which takes its place when it reboots. */
  private static void console(
      Session s, HostClient host, String domid, boolean staysPaused, long fromEvent)
      throws IOException, RefusedException, InterruptedException {
    boolean left;
    try (ConsoleView view = ConsoleView.open(s, domid)) {
      if (!staysPaused) {
        host.post(Session.path(domid) + "/unpause", "");
      }
      left = view.show();
    }
    Optional<DomainWatch.Life> next =
        left ? Optional.empty() : DomainWatch.successor(host, domid, fromEvent);
    while (next.isPresent()) {
      DomainWatch.Life life = next.get();
      try (ConsoleView view = ConsoleView.open(s, life.domid())) {
        left = view.show();
      } catch (RefusedException e) {
        left = !e.kind().equals("no_domain"); // gone already; there may be another one
      }
      next = left ? Optional.empty() : DomainWatch.successor(host, life.domid(), life.since());
    }
  }
}
