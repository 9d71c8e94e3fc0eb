package dev.xenolith.pv.xenbus;

import dev.xenolith.abi.io.XenbusState;
import dev.xenolith.abi.num.DomId;
import dev.xenolith.pv.NodeStore;
import dev.xenolith.pv.ServiceException;
import java.util.Map;

/** A device's directory in xenstore, as its front end sees it. */
public final class FrontNode {
  private final NodeStore store;
  private final String path;

  /**
   * That of one device.
   *
   * @param path as in {@code /local/domain/7/device/vbd/51712}
   */
  public FrontNode(NodeStore store, String path) {
    this.store = store;
    this.path = path;
  }

  /** The domain that has the back end. */
  public DomId backDomain() throws ServiceException {
    return new DomId(Integer.parseInt(store.nodes().find(path + "/backend-id").orElse("0")));
  }

  /**
   * Says what the back end needs in order to connect, and only then that it may.
   *
   * @param values of this half, in the order in which they are to be written
   * @param state the one that asks this kind of back end to connect
   */
  public void connect(Map<String, String> values, XenbusState state) throws ServiceException {
    store.transaction(
        nodes -> {
          for (Map.Entry<String, String> value : values.entrySet()) {
            nodes.write(path + "/" + value.getKey(), value.getValue());
          }
        });
    setState(state);
  }

  /** Tells the back end what this half does now. */
  public void setState(XenbusState state) throws ServiceException {
    store.nodes().write(path + "/state", Integer.toString(state.number));
  }
}
