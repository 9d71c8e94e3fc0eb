package dev.xenolith.dom0.config;

/**
 * One thing that is wrong with a configuration.
 *
 * @param source the file's name, or what stands for it (such as {@code command line})
 * @param line the line, counted from 1, or 0 where there is none
 * @param key the key it is about, or the empty string
 * @param text what is wrong and what to do, a sentence without its full stop
 */
public record ConfigProblem(String source, int line, String key, String text) {
  /** Takes them; the command line has no lines to count. */
  public ConfigProblem {
    line = source.equals(CfgFile.COMMAND_LINE) ? 0 : line;
  }

  @Override
  public String toString() {
    return source + (line > 0 ? ":" + line : "") + ": " + (key.isEmpty() ? "" : key + ": ") + text;
  }
}
