package dev.xenolith.dom0.config;

import dev.xenolith.dom0.channel.ChannelException;
import dev.xenolith.dom0.channel.ChannelSpec;
import dev.xenolith.dom0.channel.ChannelSyntax;
import dev.xenolith.dom0.config.CfgFile.Setting;
import java.util.ArrayList;
import java.util.List;

/** The channels that a configuration names. */
final class ChannelSettings {
  private static final String EXAMPLE = "channel = ['name=org.example.agent,connection=pty']";

  private final DeviceList list;
  private final ConfigFolder folder;
  private final List<ChannelSpec> channels = new ArrayList<>();

  private ChannelSettings(DeviceList list, ConfigFolder folder) {
    this.list = list;
    this.folder = folder;
  }

  /**
   * Reads them.
   *
   * @param setting of the key channel, or null
   * @param folder where the paths of sockets begin
   * @param problems takes what is wrong
   */
  static List<ChannelSpec> read(
      Setting setting, ConfigFolder folder, List<ConfigProblem> problems) {
    ChannelSettings all = new ChannelSettings(new DeviceList(setting, EXAMPLE, problems), folder);
    all.list.forEach(all::add);
    return all.channels;
  }

  private void add(CfgValue.Atom item) {
    try {
      channels.add(ChannelSyntax.parse(item.text(), folder.folder()::resolve));
    } catch (ChannelException e) {
      list.problem(item.line(), e.getMessage());
    }
  }
}
