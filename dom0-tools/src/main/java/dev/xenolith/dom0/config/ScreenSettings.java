package dev.xenolith.dom0.config;

import dev.xenolith.dom0.config.CfgFile.Setting;
import dev.xenolith.dom0.screen.ScreenException;
import dev.xenolith.dom0.screen.ScreenSpec;
import dev.xenolith.dom0.screen.ScreenSyntax;
import java.util.List;
import java.util.Optional;

/** The screen that a configuration names. */
final class ScreenSettings {
  private final DeviceList list;
  private Optional<ScreenSpec> screen = Optional.empty();
  private boolean given;

  private ScreenSettings(DeviceList list) {
    this.list = list;
  }

  /**
   * Reads it.
   *
   * @param setting of the key vfb, or null
   * @param problems takes what is wrong
   */
  static Optional<ScreenSpec> read(Setting setting, List<ConfigProblem> problems) {
    DeviceList list = new DeviceList(setting, "vfb = ['vnc=1']", problems);
    ScreenSettings one = new ScreenSettings(list);
    list.forEach(one::add);
    return one.screen;
  }

  private void add(CfgValue.Atom item) {
    try {
      if (given) {
        throw new ScreenException("a domain has one screen at most");
      }
      given = true;
      screen = ScreenSyntax.parse(item.text());
    } catch (ScreenException e) {
      list.problem(item.line(), e.getMessage());
    }
  }
}
