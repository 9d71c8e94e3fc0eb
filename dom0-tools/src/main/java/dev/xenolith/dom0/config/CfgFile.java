package dev.xenolith.dom0.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An xl.cfg file: assignments by key, later ones replacing earlier ones, {@code +=} adding to a
 * list or string.
 */
public final class CfgFile {
  /** One key with its value, and the file and line the key stands on. */
  public record Setting(String key, CfgValue value, String source, int line) {}

  /** What stands for a file where settings come from the command line, which has no lines. */
  public static final String COMMAND_LINE = "command line";

  /** Larger files are refused: no domain needs one, and a wrong path may name a disk image. */
  static final int MAX_BYTES = 1 << 20;

  private final String source;
  private final Map<String, Setting> settings;

  private CfgFile(String source, Map<String, Setting> settings) {
    this.source = source;
    this.settings = settings;
  }

  /** Reads and parses a file. */
  public static CfgFile read(Path file) throws ConfigException, IOException {
    if (Files.size(file) > MAX_BYTES) {
      throw new ConfigException(
          List.of(
              new ConfigProblem(
                  file.toString(), 0, "", "larger than 1 MiB: this is no configuration file")));
    }
    return parse(file.toString(), new String(Files.readAllBytes(file), StandardCharsets.UTF_8));
  }

  /** Parses text; {@code source} names it in messages. */
  public static CfgFile parse(String source, String text) throws ConfigException {
    CfgParser parser = new CfgParser(source, text);
    Map<String, Setting> settings = parser.parse();
    if (!parser.problems().isEmpty()) {
      throw new ConfigException(parser.problems());
    }
    return new CfgFile(source, settings);
  }

  /**
   * This file with the assignments of another put over it, as {@code xl create file key=value}
   * does.
   */
  public CfgFile with(CfgFile overrides) {
    Map<String, Setting> all = new LinkedHashMap<>(settings);
    all.putAll(overrides.settings);
    return new CfgFile(source, all);
  }

  /** What messages call the file. */
  public String source() {
    return source;
  }

  /** All settings in the order of their first appearance. */
  public List<Setting> settings() {
    return new ArrayList<>(settings.values());
  }

  /** The setting of this key, or null. */
  public Setting get(String key) {
    return settings.get(key);
  }
}
