package dev.xenolith.dom0.device;

import dev.xenolith.abi.num.DomId;
import dev.xenolith.dom0.p9.ShareSpec;
import dev.xenolith.dom0.xenstore.StoreClient;
import dev.xenolith.dom0.xenstore.StoreException;
import java.util.Map;

/** The nodes of one shared folder in xenstore, as libxl writes them. */
final class ShareNodes {
  private final ShareSpec spec;
  private final DeviceNodes nodes;

  ShareNodes(DomId domid, String device, ShareSpec spec) {
    this.spec = spec;
    nodes = new DeviceNodes(domid, "9pfs", device);
  }

  /** Makes them, together. */
  void write(StoreClient store) throws StoreException {
    store.transaction(all -> nodes.make(all, frontValues(), backValues(), Map.of()));
  }

  private Map<String, String> frontValues() {
    Map<String, String> values = nodes.frontValues();
    values.put("tag", spec.tag());
    return values;
  }

  private Map<String, String> backValues() {
    Map<String, String> values = nodes.backValues();
    values.put("path", spec.path().toString());
    values.put("security_model", "none");
    return values;
  }

  void remove(StoreClient store) throws StoreException {
    store.transaction(nodes::remove);
  }
}
