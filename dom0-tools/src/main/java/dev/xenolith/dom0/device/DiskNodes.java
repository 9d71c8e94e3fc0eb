package dev.xenolith.dom0.device;

import dev.xenolith.abi.io.XenbusState;
import dev.xenolith.abi.num.DomId;
import dev.xenolith.dom0.disk.DiskSpec;
import dev.xenolith.dom0.xenstore.Permissions;
import dev.xenolith.dom0.xenstore.Permissions.Access;
import dev.xenolith.dom0.xenstore.StoreClient;
import dev.xenolith.dom0.xenstore.StoreException;
import java.util.LinkedHashMap;
import java.util.Map;

/** The nodes of one disk in xenstore, as libxl writes them. */
final class DiskNodes {
  private static final String INITIALISING = Integer.toString(XenbusState.INITIALISING.number);

  private final DomId domid;
  private final DiskSpec spec;
  private final String back;
  private final String front;
  private final String libxl;

  DiskNodes(DomId domid, DiskSpec spec) {
    this.domid = domid;
    this.spec = spec;
    int number = spec.device().number();
    back = "/local/domain/0/backend/vbd/%d/%d".formatted(domid.raw(), number);
    front = "/local/domain/%d/device/vbd/%d".formatted(domid.raw(), number);
    libxl = "/libxl/%d/device/vbd/%d".formatted(domid.raw(), number);
  }

  /**
   * Makes them, together.
   *
   * @param physicalDevice what the hot-plug script of a real host would find out
   */
  void write(StoreClient store, String physicalDevice) throws StoreException {
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
          nodes.write(back + "/physical-device", physicalDevice);
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
    values.put("state", INITIALISING);
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

  DiskState state(StoreClient store) throws StoreException {
    return new DiskState(
        spec,
        number(store, front + "/state"),
        number(store, front + "/event-channel"),
        number(store, front + "/ring-ref"),
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
              "/local/domain/0/error/backend/vbd/%d/%d"
                  .formatted(domid.raw(), spec.device().number()));
        });
  }
}
