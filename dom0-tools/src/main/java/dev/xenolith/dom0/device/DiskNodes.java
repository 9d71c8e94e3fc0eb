package dev.xenolith.dom0.device;

import dev.xenolith.abi.num.DomId;
import dev.xenolith.dom0.disk.DiskSpec;
import dev.xenolith.dom0.xenstore.StoreClient;
import dev.xenolith.dom0.xenstore.StoreException;
import java.util.LinkedHashMap;
import java.util.Map;

/** The nodes of one disk in xenstore, as libxl writes them. */
final class DiskNodes {
  private final DomId domid;
  private final DiskSpec spec;
  private final DeviceNodes nodes;

  DiskNodes(DomId domid, DiskSpec spec) {
    this.domid = domid;
    this.spec = spec;
    nodes = new DeviceNodes(domid, "vbd", Integer.toString(spec.device().number()));
  }

  DeviceNodes nodes() {
    return nodes;
  }

  /**
   * Makes them, together.
   *
   * @param physicalDevice what the hot-plug script of a real host would find out
   */
  void write(StoreClient store, String physicalDevice) throws StoreException {
    Map<String, String> hotplug = new LinkedHashMap<>();
    hotplug.put("physical-device", physicalDevice);
    hotplug.put("hotplug-status", "connected");
    store.transaction(all -> nodes.make(all, frontValues(), backValues(), hotplug));
  }

  private Map<String, String> frontValues() {
    Map<String, String> values = nodes.frontValues();
    values.put("virtual-device", Integer.toString(spec.device().number()));
    values.put("device-type", type());
    return values;
  }

  private Map<String, String> backValues() {
    Map<String, String> values = new LinkedHashMap<>();
    values.put("params", spec.targetName());
    values.put("frontend-id", Integer.toString(domid.raw()));
    values.put("online", "1");
    values.put("removable", spec.cdrom() ? "1" : "0");
    values.put("bootable", "1");
    values.put("state", DeviceNodes.INITIALISING);
    values.put("dev", spec.device().name());
    values.put("type", "phy");
    values.put("mode", spec.readOnly() || spec.cdrom() ? "r" : "w");
    values.put("device-type", type());
    values.put("discard-enable", spec.discard() ? "1" : "0");
    return values;
  }

  private String type() {
    return spec.cdrom() ? "cdrom" : "disk";
  }

  DiskState state(StoreClient store) throws StoreException {
    return new DiskState(
        spec,
        nodes.frontNumber(store, "state"),
        nodes.frontNumber(store, "event-channel"),
        nodes.frontNumber(store, "ring-ref"),
        nodes.back());
  }
}
