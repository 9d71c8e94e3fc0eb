package dev.xenolith.dom0.device;

import dev.xenolith.abi.num.DomId;
import dev.xenolith.dom0.net.VifSpec;
import dev.xenolith.dom0.xenstore.StoreClient;
import dev.xenolith.dom0.xenstore.StoreException;
import java.util.Map;

/** The nodes of one network card in xenstore, as libxl writes them. */
final class VifNodes {
  private final VifSpec spec;
  private final DeviceNodes nodes;

  /**
   * @param spec with address and number
   */
  VifNodes(DomId domid, VifSpec spec) {
    this.spec = spec;
    nodes = new DeviceNodes(domid, "vif", Integer.toString(spec.device()));
  }

  DeviceNodes nodes() {
    return nodes;
  }

  /** Makes them, together. */
  void write(StoreClient store) throws StoreException {
    Map<String, String> hotplug = Map.of("hotplug-status", "connected");
    store.transaction(all -> nodes.make(all, frontValues(), backValues(), hotplug));
  }

  private Map<String, String> frontValues() {
    Map<String, String> values = nodes.frontValues();
    values.put("handle", Integer.toString(spec.device()));
    values.put("mac", spec.mac().orElseThrow().toString());
    values.put("trusted", "1");
    values.put("mtu", "1500");
    return values;
  }

  private Map<String, String> backValues() {
    Map<String, String> values = nodes.backValues();
    values.put("script", "/etc/xen/scripts/vif-bridge");
    spec.name().ifPresent(name -> values.put("vifname", name));
    values.put("mac", spec.mac().orElseThrow().toString());
    spec.ip().ifPresent(ip -> values.put("ip", ip));
    if (!spec.bridge().isEmpty()) {
      values.put("bridge", spec.bridge());
    }
    values.put("handle", Integer.toString(spec.device()));
    values.put("type", "vif");
    return values;
  }

  VifState state(StoreClient store) throws StoreException {
    String queue = nodes.frontNumber(store, "tx-ring-ref") < 0 ? "queue-0/" : "";
    int channel = nodes.frontNumber(store, queue + "event-channel");
    return new VifState(
        spec,
        nodes.frontNumber(store, "state"),
        channel < 0 ? nodes.frontNumber(store, queue + "event-channel-tx") : channel,
        nodes.frontNumber(store, queue + "tx-ring-ref"),
        nodes.frontNumber(store, queue + "rx-ring-ref"),
        nodes.back());
  }
}
