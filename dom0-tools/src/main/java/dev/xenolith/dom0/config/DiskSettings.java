package dev.xenolith.dom0.config;

import dev.xenolith.dom0.config.CfgFile.Setting;
import dev.xenolith.dom0.disk.DiskException;
import dev.xenolith.dom0.disk.DiskSpec;
import dev.xenolith.dom0.disk.DiskSyntax;
import java.util.ArrayList;
import java.util.List;

/** The disks that a configuration names. */
final class DiskSettings {
  private final Setting setting;
  private final ConfigFolder folder;
  private final List<ConfigProblem> problems;
  private final List<DiskSpec> disks = new ArrayList<>();

  private DiskSettings(Setting setting, ConfigFolder folder, List<ConfigProblem> problems) {
    this.setting = setting;
    this.folder = folder;
    this.problems = problems;
  }

  /**
   * Reads them.
   *
   * @param setting of the key disk, or null
   * @param folder where files are looked for first
   * @param problems takes what is wrong
   */
  static List<DiskSpec> read(Setting setting, ConfigFolder folder, List<ConfigProblem> problems) {
    DiskSettings all = new DiskSettings(setting, folder, problems);
    if (setting != null) {
      if (setting.value() instanceof CfgValue.Items items) {
        items.values().forEach(all::add);
      } else {
        all.problem(setting.line(), "takes a list: disk = ['target=root.img,vdev=xvda']");
      }
    }
    return all.disks;
  }

  private void problem(int line, String message) {
    problems.add(new ConfigProblem(setting.source(), line, "disk", message));
  }

  private void add(CfgValue item) {
    try {
      if (!(item instanceof CfgValue.Atom atom)) {
        throw new DiskException("takes a list of strings, not of lists");
      }
      DiskSpec disk = DiskSyntax.parse(atom.text(), folder::find);
      if (disks.stream().anyMatch(d -> d.device().number() == disk.device().number())) {
        throw new DiskException("there are two disks " + disk.device().name());
      }
      String trouble = disk.target().map(ConfigFolder::unreadable).orElse(null);
      if (trouble != null) {
        throw new DiskException(trouble);
      }
      disks.add(disk);
    } catch (DiskException e) {
      problem(item.line(), e.getMessage());
    }
  }
}
