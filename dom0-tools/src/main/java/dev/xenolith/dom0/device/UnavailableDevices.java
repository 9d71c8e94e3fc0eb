package dev.xenolith.dom0.device;

import dev.xenolith.dom0.kernel.Dom0Kernel;
import dev.xenolith.dom0.xenstore.Xenstored;
import dev.xenolith.pv.ServiceException;
import dev.xenolith.pv.xenbus.BackendBus;
import dev.xenolith.pv.xenbus.DeviceKind;
import dev.xenolith.pv.xenbus.UnavailableBackend;
import java.util.function.Consumer;

/** Answers whoever makes nodes for devices that nobody can have. */
public final class UnavailableDevices {
  private UnavailableDevices() {}

  /**
   * Starts domain 0's answers.
   *
   * @param log takes what was asked for and refused
   */
  public static void refuse(Dom0Kernel kernel, Xenstored xenstored, Consumer<String> log)
      throws ServiceException {
    BackendBus bus = new BackendBus(new KernelServices(kernel, xenstored.client()), log);
    for (DeviceKind kind : DeviceKind.refused()) {
      bus.add(new UnavailableBackend(kind));
    }
  }
}
