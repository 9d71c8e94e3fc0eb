package dev.xenolith.pv.xenbus;

import dev.xenolith.abi.num.DomId;
import dev.xenolith.pv.GuestServices;
import dev.xenolith.pv.ServiceException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Finds the devices that the toolstack makes for this domain's back ends. */
public final class BackendBus {
  private final GuestServices services;
  private final Consumer<String> log;

  /**
   * A bus without drivers.
   *
   * @param log takes sentences about front ends that misbehave
   */
  public BackendBus(GuestServices services, Consumer<String> log) {
    this.services = services;
    this.log = log;
  }

  /** Serves all devices of the driver's type, now and later. */
  public void add(BackendDriver driver) throws ServiceException {
    String root = DeviceNode.home(services.self()) + "/backend/" + driver.type();
    Devices devices = new Devices(driver, root);
    services.store().watch(root, devices::changed);
  }

  private final class Devices {
    private final BackendDriver driver;
    private final String root;
    private final Map<String, BackendConnection> known = new LinkedHashMap<>();

    Devices(BackendDriver driver, String root) {
      this.driver = driver;
      this.root = root;
    }

    /** A change below {@code root/DOMAIN/DEVICE} concerns that device, one above it all below. */
    void changed(String path) {
      String[] names =
          path.length() > root.length()
              ? path.substring(root.length() + 1).split("/")
              : new String[0];
      try {
        if (names.length >= 2) {
          look(names[0], names[1]);
        } else {
          lookAtAll();
        }
      } catch (ServiceException e) {
        log.accept("%s: %s".formatted(path, e.getMessage()));
      }
    }

    private void lookAtAll() throws ServiceException {
      for (String key : known.keySet().toArray(new String[0])) {
        String[] names = key.split("/");
        look(names[0], names[1]);
      }
      for (String domain : services.store().nodes().list(root)) {
        for (String device : services.store().nodes().list(root + "/" + domain)) {
          look(domain, device);
        }
      }
    }

    private void look(String domain, String device) throws ServiceException {
      String key = domain + "/" + device;
      BackendConnection connection = known.get(key);
      Optional<String> front = services.store().nodes().find(root + "/" + key + "/frontend");
      if (connection == null && front.isPresent()) {
        begin(key, domain, device, front.get());
      } else if (connection != null && front.isEmpty()) {
        known.remove(key);
        connection.remove();
      } else if (connection != null) {
        connection.changed();
      }
    }

    private void begin(String key, String domain, String device, String front)
        throws ServiceException {
      DomId frontDomain;
      try {
        frontDomain = new DomId(Integer.parseInt(domain));
      } catch (IllegalArgumentException e) {
        log.accept("%s/%s names no domain".formatted(root, key));
        return;
      }
      DeviceNode node = new DeviceNode(services, driver.type(), frontDomain, device, front);
      BackendConnection connection = new BackendConnection(node, driver.create(node), log);
      known.put(key, connection);
      connection.start(services.store());
    }
  }
}
