package dev.xenolith.dom0.config;

import dev.xenolith.dom0.config.CfgFile.Setting;
import java.util.List;
import java.util.function.Consumer;

/** A setting that is a list of strings, one for each device of a kind. */
final class DeviceList {
  private final Setting setting;
  private final String example;
  private final List<ConfigProblem> problems;

  /**
   * A list that was not looked at.
   *
   * @param setting null for a key that is not there
   * @param example what it could look like, for people
   * @param problems takes what is wrong
   */
  DeviceList(Setting setting, String example, List<ConfigProblem> problems) {
    this.setting = setting;
    this.example = example;
    this.problems = problems;
  }

  /** Hands out the strings; what is none is told. */
  void forEach(Consumer<CfgValue.Atom> taker) {
    if (setting == null) {
      return;
    }
    if (!(setting.value() instanceof CfgValue.Items items)) {
      problem(setting.line(), "takes a list: " + example);
      return;
    }
    for (CfgValue item : items.values()) {
      if (item instanceof CfgValue.Atom atom) {
        taker.accept(atom);
      } else {
        problem(item.line(), "takes a list of strings, not of lists");
      }
    }
  }

  /** Tells that something is wrong in this line. */
  void problem(int line, String message) {
    problems.add(at(line, message));
  }

  /** What is to be said of this line. */
  ConfigProblem at(int line, String message) {
    return new ConfigProblem(setting.source(), line, setting.key(), message);
  }
}
