package dev.xenolith.dom0.toolstack;

import dev.xenolith.abi.num.DomId;
import dev.xenolith.dom0.builder.BuiltDomain;
import dev.xenolith.dom0.channel.ChannelException;
import dev.xenolith.dom0.channel.Channels;
import dev.xenolith.dom0.config.DomainDevices;
import dev.xenolith.dom0.console.Consoled;
import dev.xenolith.dom0.device.BlockDevices;
import dev.xenolith.dom0.device.DeviceRefusedException;
import dev.xenolith.dom0.device.NetworkDevices;
import dev.xenolith.dom0.device.SharedFolders;
import dev.xenolith.dom0.device.UnavailableDevices;
import dev.xenolith.dom0.kernel.Dom0Kernel;
import dev.xenolith.dom0.kernel.HypercallFailedException;
import dev.xenolith.dom0.screen.ScreenException;
import dev.xenolith.dom0.screen.ScreenSpec;
import dev.xenolith.dom0.screen.Screens;
import dev.xenolith.dom0.xenstore.StoreException;
import dev.xenolith.dom0.xenstore.Xenstored;
import dev.xenolith.pv.ServiceException;
import java.util.Optional;
import java.util.function.Consumer;

/** All devices that domains can have, one back end for each kind. Used on domain 0's vCPU. */
public final class Devices {
  private final BlockDevices disks;
  private final Screens screens;
  private final SharedFolders shares;
  private final NetworkDevices networks;
  private final Channels channels;

  /** Starts the back ends. */
  Devices(Dom0Kernel kernel, Xenstored xenstored, Consoled consoled, Consumer<String> log)
      throws HypercallFailedException, ServiceException {
    disks = new BlockDevices(kernel, xenstored, log);
    screens = new Screens(kernel, xenstored, log);
    shares = new SharedFolders(kernel, xenstored, log);
    networks = new NetworkDevices(kernel, xenstored, log);
    channels = new Channels(kernel, xenstored, consoled, log);
    UnavailableDevices.refuse(kernel, xenstored, log);
  }

  /** Disks. */
  public BlockDevices disks() {
    return disks;
  }

  /** Screens. */
  public Screens screens() {
    return screens;
  }

  /** Network cards. */
  public NetworkDevices networks() {
    return networks;
  }

  /** Channels. */
  public Channels channels() {
    return channels;
  }

  /** Gives a new domain the devices it is to have. Some may be there when one is refused. */
  void give(BuiltDomain built, OpenDevices open)
      throws DeviceRefusedException, ScreenException, ChannelException, StoreException {
    disks.admit(built.domid(), open.disks());
    DomainDevices wanted = built.spec().devices();
    Optional<ScreenSpec> screen = wanted.screen();
    if (screen.isPresent()) {
      screens.give(built.domid(), built.spec().name(), screen.get());
    }
    shares.attach(built.domid(), wanted.shares());
    networks.admit(built.domid(), built.spec().uuid(), open.vifs());
    channels.give(built.domid(), wanted.channels());
  }

  /** Takes all devices of a domain that is over. */
  void takeAll(DomId domid) throws StoreException {
    disks.removeAll(domid);
    screens.take(domid);
    shares.removeAll(domid);
    networks.removeAll(domid);
    channels.takeAll(domid);
  }
}
