package dev.xenolith.dom0.config;

import dev.xenolith.dom0.config.CfgFile.Setting;
import dev.xenolith.dom0.net.VifException;
import dev.xenolith.dom0.net.VifSpec;
import dev.xenolith.dom0.net.VifSyntax;
import java.util.ArrayList;
import java.util.List;

/** The network cards that a configuration names. */
final class VifSettings {
  private final Setting setting;
  private final List<ConfigProblem> problems;
  private final List<VifSpec> vifs = new ArrayList<>();

  private VifSettings(Setting setting, List<ConfigProblem> problems) {
    this.setting = setting;
    this.problems = problems;
  }

  /**
   * Reads them.
   *
   * @param setting of the key vif, or null
   * @param problems takes what is wrong
   */
  static List<VifSpec> read(Setting setting, List<ConfigProblem> problems) {
    VifSettings all = new VifSettings(setting, problems);
    if (setting != null) {
      if (setting.value() instanceof CfgValue.Items items) {
        items.values().forEach(all::add);
      } else {
        all.problem(setting.line(), "takes a list: vif = ['bridge=xenbr0']");
      }
    }
    return all.vifs;
  }

  private void problem(int line, String message) {
    problems.add(new ConfigProblem(setting.source(), line, "vif", message));
  }

  private void add(CfgValue item) {
    try {
      if (!(item instanceof CfgValue.Atom atom)) {
        throw new VifException("takes a list of strings, not of lists");
      }
      VifSpec vif = VifSyntax.parse(atom.text());
      int number = vif.device() < 0 ? vifs.size() : vif.device();
      if (vifs.stream().anyMatch(v -> v.device() == number)) {
        throw new VifException("there are two network cards " + number);
      }
      vifs.add(vif.withDevice(number));
    } catch (VifException e) {
      problem(item.line(), e.getMessage());
    }
  }
}
