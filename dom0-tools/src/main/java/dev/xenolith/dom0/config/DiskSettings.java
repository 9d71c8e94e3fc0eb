package dev.xenolith.dom0.config;

import dev.xenolith.dom0.config.CfgFile.Setting;
import dev.xenolith.dom0.disk.DiskException;
import dev.xenolith.dom0.disk.DiskSpec;
import dev.xenolith.dom0.disk.DiskSyntax;
import java.util.ArrayList;
import java.util.List;

/** The disks that a configuration names. */
final class DiskSettings {
  private final DeviceList list;
  private final ConfigFolder folder;
  private final List<ConfigProblem> warnings;
  private final List<DiskSpec> disks = new ArrayList<>();

  private DiskSettings(DeviceList list, ConfigFolder folder, List<ConfigProblem> warnings) {
    this.list = list;
    this.folder = folder;
    this.warnings = warnings;
  }

  /**
   * Reads them.
   *
   * @param setting of the key disk, or null
   * @param folder where files are looked for first
   * @param problems takes what is wrong
   * @param warnings takes what may not be meant
   */
  static List<DiskSpec> read(
      Setting setting,
      ConfigFolder folder,
      List<ConfigProblem> problems,
      List<ConfigProblem> warnings) {
    String example = "disk = ['target=root.img,vdev=xvda']";
    DeviceList list = new DeviceList(setting, example, problems);
    DiskSettings all = new DiskSettings(list, folder, warnings);
    list.forEach(all::add);
    return all.disks;
  }

  private void add(CfgValue.Atom item) {
    try {
      DiskSpec disk = DiskSyntax.parse(item.text(), folder::find);
      if (disks.stream().anyMatch(d -> d.device().number() == disk.device().number())) {
        throw new DiskException("there are two disks " + disk.device().name());
      }
      String trouble = disk.target().map(ConfigFolder::unreadable).orElse(null);
      if (trouble != null) {
        throw new DiskException(trouble);
      }
      disk.warning(disks).ifPresent(w -> warnings.add(list.at(item.line(), w)));
      disks.add(disk);
    } catch (DiskException e) {
      list.problem(item.line(), e.getMessage());
    }
  }
}
