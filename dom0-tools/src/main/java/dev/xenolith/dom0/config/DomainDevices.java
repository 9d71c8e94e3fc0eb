package dev.xenolith.dom0.config;

import dev.xenolith.dom0.channel.ChannelSpec;
import dev.xenolith.dom0.disk.DiskSpec;
import dev.xenolith.dom0.net.VifSpec;
import dev.xenolith.dom0.p9.ShareSpec;
import dev.xenolith.dom0.screen.ScreenSpec;
import java.util.List;
import java.util.Optional;

/**
 * The devices that a domain is to find when it starts.
 *
 * @param disks its disks, whose files are not looked at yet
 * @param screen its screen, if it has one
 * @param shares folders of the host that it may mount
 * @param vifs its network cards
 * @param channels its consoles besides the first
 */
public record DomainDevices(
    List<DiskSpec> disks,
    Optional<ScreenSpec> screen,
    List<ShareSpec> shares,
    List<VifSpec> vifs,
    List<ChannelSpec> channels) {
  /** No devices. */
  public static final DomainDevices NONE =
      new DomainDevices(List.of(), Optional.empty(), List.of(), List.of(), List.of());

  /** Keeps copies of the lists. */
  public DomainDevices {
    disks = List.copyOf(disks);
    shares = List.copyOf(shares);
    vifs = List.copyOf(vifs);
    channels = List.copyOf(channels);
  }

  /** The same with other disks. */
  public DomainDevices withDisks(List<DiskSpec> otherDisks) {
    return new DomainDevices(otherDisks, screen, shares, vifs, channels);
  }

  /** The same with another screen. */
  public DomainDevices withScreen(Optional<ScreenSpec> otherScreen) {
    return new DomainDevices(disks, otherScreen, shares, vifs, channels);
  }

  /** The same with other shared folders. */
  public DomainDevices withShares(List<ShareSpec> otherShares) {
    return new DomainDevices(disks, screen, otherShares, vifs, channels);
  }

  /** The same with other network cards. */
  public DomainDevices withVifs(List<VifSpec> otherVifs) {
    return new DomainDevices(disks, screen, shares, otherVifs, channels);
  }

  /** The same with other channels. */
  public DomainDevices withChannels(List<ChannelSpec> otherChannels) {
    return new DomainDevices(disks, screen, shares, vifs, otherChannels);
  }
}
