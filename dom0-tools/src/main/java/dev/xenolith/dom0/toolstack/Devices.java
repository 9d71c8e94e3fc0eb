package dev.xenolith.dom0.toolstack;

import dev.xenolith.abi.num.DomId;
import dev.xenolith.dom0.builder.BuiltDomain;
import dev.xenolith.dom0.device.BlockDevices;
import dev.xenolith.dom0.device.DeviceRefusedException;
import dev.xenolith.dom0.device.NetworkDevices;
import dev.xenolith.dom0.disk.OpenDisk;
import dev.xenolith.dom0.disk.OpenDisks;
import dev.xenolith.dom0.kernel.Dom0Kernel;
import dev.xenolith.dom0.kernel.HypercallFailedException;
import dev.xenolith.dom0.xenstore.StoreException;
import dev.xenolith.dom0.xenstore.Xenstored;
import dev.xenolith.pv.ServiceException;
import java.util.function.Consumer;

/** All devices that domains can have, one back end for each kind. Used on domain 0's vCPU. */
final class Devices {
  private final BlockDevices disks;
  private final NetworkDevices networks;

  /** Starts the back ends. */
  Devices(Dom0Kernel kernel, Xenstored xenstored, Consumer<String> log)
      throws HypercallFailedException, ServiceException {
    disks = new BlockDevices(kernel, xenstored, log);
    networks = new NetworkDevices(kernel, xenstored, log);
  }

  BlockDevices disks() {
    return disks;
  }

  NetworkDevices networks() {
    return networks;
  }

  /** Gives a new domain the devices it is to have. Some may be there when one is refused. */
  void give(BuiltDomain built, OpenDisks media) throws DeviceRefusedException {
    disks.admit(built.domid(), media.owner());
    for (OpenDisk disk = media.take(); disk != null; disk = media.take()) {
      disks.attach(built.domid(), disk);
    }
    networks.admit(built.domid(), built.spec().uuid(), built.spec().vifs());
  }

  /** Takes all devices of a domain that is over. */
  void takeAll(DomId domid) throws StoreException {
    disks.removeAll(domid);
    networks.removeAll(domid);
  }
}
