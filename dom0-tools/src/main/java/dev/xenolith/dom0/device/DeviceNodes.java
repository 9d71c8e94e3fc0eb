package dev.xenolith.dom0.device;

import dev.xenolith.abi.io.XenbusState;
import dev.xenolith.abi.num.DomId;
import dev.xenolith.dom0.xenstore.Permissions;
import dev.xenolith.dom0.xenstore.Permissions.Access;
import dev.xenolith.dom0.xenstore.StoreClient;
import dev.xenolith.dom0.xenstore.StoreException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The directories of one device in xenstore, as libxl makes them for devices of every kind: the
 * front end's, the back end's, and libxl's own.
 */
public final class DeviceNodes {
  /** What both halves' {@code state} is at first. */
  static final String INITIALISING = Integer.toString(XenbusState.INITIALISING.number);

  private final DomId domid;
  private final String back;
  private final String front;
  private final String libxl;
  private final String error;

  /** Those of this device of a domain, whose back end is domain 0's. */
  public DeviceNodes(DomId domid, String type, String device) {
    this.domid = domid;
    back = "/local/domain/0/backend/%s/%d/%s".formatted(type, domid.raw(), device);
    front = "/local/domain/%d/device/%s/%s".formatted(domid.raw(), type, device);
    libxl = "/libxl/%d/device/%s/%s".formatted(domid.raw(), type, device);
    error = "/local/domain/0/error/backend/%s/%d/%s".formatted(type, domid.raw(), device);
  }

  /** What the front end of every device finds, to be followed by what it finds of this one. */
  public Map<String, String> frontValues() {
    Map<String, String> values = new LinkedHashMap<>();
    values.put("backend-id", Integer.toString(DomId.DOM0.raw()));
    values.put("state", INITIALISING);
    return values;
  }

  /** The same for the back end, in the order in which libxl writes them for most kinds. */
  public Map<String, String> backValues() {
    Map<String, String> values = new LinkedHashMap<>();
    values.put("frontend-id", Integer.toString(domid.raw()));
    values.put("online", "1");
    values.put("state", INITIALISING);
    return values;
  }

  /**
   * Makes them.
   *
   * @param nodes of a transaction, so that all appear together
   * @param fronts values for the front end
   * @param backs values for the back end, of which libxl keeps a copy
   * @param hotplug what the hot-plug script of a real host would tell the back end besides
   */
  public void make(
      StoreClient.Nodes nodes,
      Map<String, String> fronts,
      Map<String, String> backs,
      Map<String, String> hotplug)
      throws StoreException {
    nodes.remove(back);
    nodes.remove(front);
    nodes.mkdir(front, Permissions.ownedBy(domid, Access.NONE).and(DomId.DOM0, Access.READ));
    nodes.write(front + "/backend", back);
    writeAll(nodes, front, fronts);
    nodes.mkdir(back, Permissions.ownedBy(DomId.DOM0, Access.NONE).and(domid, Access.READ));
    nodes.write(back + "/frontend", front);
    writeAll(nodes, back, backs);
    writeAll(nodes, back, hotplug);
    nodes.mkdir(libxl, Permissions.ownedBy(DomId.DOM0, Access.NONE));
    nodes.write(libxl + "/frontend", front);
    nodes.write(libxl + "/backend", back);
    writeAll(nodes, libxl, backs);
  }

  private static void writeAll(StoreClient.Nodes nodes, String path, Map<String, String> values)
      throws StoreException {
    for (Map.Entry<String, String> value : values.entrySet()) {
      nodes.write(path + "/" + value.getKey(), value.getValue());
    }
  }

  /** Where the back end's are. */
  String back() {
    return back;
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

  /** What the guest may have written there; -1 where that is no number. */
  public int frontNumber(StoreClient store, String name) throws StoreException {
    return number(store, front + "/" + name);
  }

  private static int number(StoreClient store, String path) throws StoreException {
    String text = store.nodes().find(path).orElse("");
    return text.matches("[0-9]{1,9}") ? Integer.parseInt(text) : -1;
  }

  /**
   * Removes them, and what the back end has complained of, and directories that they leave empty.
   *
   * @param nodes of a transaction, so that all go together
   */
  public void remove(StoreClient.Nodes nodes) throws StoreException {
    nodes.prune(front);
    nodes.prune(back);
    nodes.prune(libxl);
    nodes.prune(error);
  }

  @Override
  public String toString() {
    return back;
  }
}
