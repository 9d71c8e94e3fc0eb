package dev.xenolith.dom0.config;

import dev.xenolith.dom0.config.CfgFile.Setting;
import dev.xenolith.dom0.net.VifException;
import dev.xenolith.dom0.net.VifSpec;
import dev.xenolith.dom0.net.VifSyntax;
import java.util.ArrayList;
import java.util.List;

/** The network cards that a configuration names. */
final class VifSettings {
  private final DeviceList list;
  private final List<VifSpec> vifs = new ArrayList<>();

  private VifSettings(DeviceList list) {
    this.list = list;
  }

  /**
   * Reads them.
   *
   * @param setting of the key vif, or null
   * @param problems takes what is wrong
   */
  static List<VifSpec> read(Setting setting, List<ConfigProblem> problems) {
    DeviceList list = new DeviceList(setting, "vif = ['bridge=xenbr0']", problems);
    VifSettings all = new VifSettings(list);
    list.forEach(all::add);
    return all.vifs;
  }

  private void add(CfgValue.Atom item) {
    try {
      VifSpec vif = VifSyntax.parse(item.text());
      int number = vif.device() < 0 ? vifs.size() : vif.device();
      if (vifs.stream().anyMatch(v -> v.device() == number)) {
        throw new VifException("there are two network cards " + number);
      }
      vifs.add(vif.withDevice(number));
    } catch (VifException e) {
      list.problem(item.line(), e.getMessage());
    }
  }
}
