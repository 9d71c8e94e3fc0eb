package dev.xenolith.dom0.config;

import dev.xenolith.dom0.config.CfgFile.Setting;
import dev.xenolith.dom0.screen.ScreenException;
import dev.xenolith.dom0.screen.ScreenSpec;
import dev.xenolith.dom0.screen.ScreenSyntax;
import java.util.List;
import java.util.Optional;

/** The screen that a configuration names. */
final class ScreenSettings {
  private ScreenSettings() {}

  /**
   * Reads it.
   *
   * @param setting of the key vfb, or null
   * @param problems takes what is wrong
   */
  static Optional<ScreenSpec> read(Setting setting, List<ConfigProblem> problems) {
    if (setting == null) {
      return Optional.empty();
    }
    int line = setting.line();
    try {
      if (!(setting.value() instanceof CfgValue.Items items)) {
        throw new ScreenException("takes a list: vfb = ['vnc=1']");
      }
      if (items.values().isEmpty()) {
        return Optional.empty();
      }
      line = items.values().getLast().line();
      if (items.values().size() > 1) {
        throw new ScreenException("a domain has one screen at most");
      }
      if (!(items.values().getFirst() instanceof CfgValue.Atom atom)) {
        throw new ScreenException("takes a list of strings, not of lists");
      }
      return ScreenSyntax.parse(atom.text());
    } catch (ScreenException e) {
      problems.add(new ConfigProblem(setting.source(), line, "vfb", e.getMessage()));
      return Optional.empty();
    }
  }
}
