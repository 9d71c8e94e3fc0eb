package dev.xenolith.dom0.device;

import dev.xenolith.abi.io.XenbusState;
import dev.xenolith.abi.num.DomId;
import dev.xenolith.dom0.net.VifSpec;
import dev.xenolith.dom0.xenstore.Permissions;
import dev.xenolith.dom0.xenstore.Permissions.Access;
import dev.xenolith.dom0.xenstore.StoreClient;
import dev.xenolith.dom0.xenstore.StoreException;
import java.util.LinkedHashMap;
import java.util.Map;

/** The nodes of one network card in xenstore, as libxl writes them. */
final class VifNodes {
  private static final String INITIALISING = Integer.toString(XenbusState.INITIALISING.number);

  private final DomId domid;
  private final VifSpec spec;
  private final String back;
  private final String front;
  private final String libxl;

  /**
   * @param spec with address and number
   */
  VifNodes(DomId domid, VifSpec spec) {
    this.domid = domid;
    this.spec = spec;
    back = "/local/domain/0/backend/vif/%d/%d".formatted(domid.raw(), spec.device());
    front = "/local/domain/%d/device/vif/%d".formatted(domid.raw(), spec.device());
    libxl = "/libxl/%d/device/vif/%d".formatted(domid.raw(), spec.device());
  }

  /** Makes them, together. */
  void write(StoreClient store) throws StoreException {
    Permissions backs = Permissions.ownedBy(DomId.DOM0, Access.NONE).and(domid, Access.READ);
    Permissions fronts = Permissions.ownedBy(domid, Access.NONE).and(DomId.DOM0, Access.READ);
    store.transaction(
        nodes -> {
          nodes.remove(back);
          nodes.remove(front);
          nodes.mkdir(front, fronts);
          nodes.write(front + "/backend", back);
          writeAll(nodes, front, frontValues());
          nodes.mkdir(back, backs);
          nodes.write(back + "/frontend", front);
          writeAll(nodes, back, backValues());
          nodes.write(back + "/hotplug-status", "connected");
          nodes.mkdir(libxl, Permissions.ownedBy(DomId.DOM0, Access.NONE));
          nodes.write(libxl + "/frontend", front);
          nodes.write(libxl + "/backend", back);
          writeAll(nodes, libxl, backValues());
        });
  }

  private static void writeAll(StoreClient.Nodes nodes, String path, Map<String, String> values)
      throws StoreException {
    for (Map.Entry<String, String> value : values.entrySet()) {
      nodes.write(path + "/" + value.getKey(), value.getValue());
    }
  }

  private Map<String, String> frontValues() {
    Map<String, String> values = new LinkedHashMap<>();
    values.put("backend-id", "0");
    values.put("state", INITIALISING);
    values.put("handle", Integer.toString(spec.device()));
    values.put("mac", spec.mac().orElseThrow().toString());
    return values;
  }

  private Map<String, String> backValues() {
    Map<String, String> values = new LinkedHashMap<>();
    values.put("frontend-id", Integer.toString(domid.raw()));
    values.put("online", "1");
    values.put("state", INITIALISING);
    values.put("script", "/etc/xen/scripts/vif-bridge");
    spec.name().ifPresent(name -> values.put("vifname", name));
    values.put("mac", spec.mac().orElseThrow().toString());
    spec.ip().ifPresent(ip -> values.put("ip", ip));
    values.put("bridge", spec.bridge());
    values.put("handle", Integer.toString(spec.device()));
    values.put("type", "vif");
    return values;
  }

  String backState() {
    return back + "/state";
  }

  /** Asks both halves to close, as libxl does. */
  void askToClose(StoreClient store) throws StoreException {
    store.transaction(
        nodes -> {
          nodes.write(back + "/online", "0");
          nodes.write(backState(), Integer.toString(XenbusState.CLOSING.number));
        });
  }

  boolean isClosed(StoreClient store) throws StoreException {
    return number(store, backState()) == XenbusState.CLOSED.number;
  }

  VifState state(StoreClient store) throws StoreException {
    String queue = number(store, front + "/tx-ring-ref") < 0 ? front + "/queue-0" : front;
    int channel = number(store, queue + "/event-channel");
    return new VifState(
        spec,
        number(store, front + "/state"),
        channel < 0 ? number(store, queue + "/event-channel-tx") : channel,
        number(store, queue + "/tx-ring-ref"),
        number(store, queue + "/rx-ring-ref"),
        back);
  }

  /** What a node says that the guest may have written; -1 where that is no number. */
  private static int number(StoreClient store, String path) throws StoreException {
    String text = store.nodes().find(path).orElse("");
    return text.matches("[0-9]{1,9}") ? Integer.parseInt(text) : -1;
  }

  void remove(StoreClient store) throws StoreException {
    store.transaction(
        nodes -> {
          nodes.remove(front);
          nodes.remove(back);
          nodes.remove(libxl);
          nodes.remove(
              "/local/domain/0/error/backend/vif/%d/%d".formatted(domid.raw(), spec.device()));
        });
  }
}
