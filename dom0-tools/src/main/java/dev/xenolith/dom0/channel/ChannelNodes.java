package dev.xenolith.dom0.channel;

import dev.xenolith.abi.num.DomId;
import dev.xenolith.dom0.console.ConsoleId;
import dev.xenolith.dom0.console.DomainConsole;
import dev.xenolith.dom0.device.DeviceNodes;
import dev.xenolith.dom0.xenstore.Permissions;
import dev.xenolith.dom0.xenstore.Permissions.Access;
import dev.xenolith.dom0.xenstore.StoreClient;
import dev.xenolith.dom0.xenstore.StoreException;
import java.util.LinkedHashMap;
import java.util.Map;

/** The nodes of one channel in xenstore, as libxl writes them. */
final class ChannelNodes {
  private static final String PROTOCOL = "vt100";

  private final ConsoleId console;
  private final ChannelSpec spec;
  private final DeviceNodes nodes;

  ChannelNodes(ConsoleId console, ChannelSpec spec) {
    this.console = console;
    this.spec = spec;
    nodes = new DeviceNodes(console.domid(), "console", Integer.toString(console.number()));
  }

  /** Makes them, together. */
  void write(StoreClient store) throws StoreException {
    Permissions readable =
        Permissions.ownedBy(DomId.DOM0, Access.NONE).and(console.domid(), Access.READ);
    store.transaction(
        all -> {
          nodes.make(all, frontValues(), backValues(), Map.of());
          for (Map.Entry<String, String> value : fixedValues().entrySet()) {
            all.write(console.path() + "/" + value.getKey(), value.getValue(), readable);
          }
        });
  }

  private Map<String, String> frontValues() {
    Map<String, String> values = nodes.frontValues();
    values.put("protocol", PROTOCOL);
    return values;
  }

  /** What stands among the front end's values and is not the domain's to change. */
  private Map<String, String> fixedValues() {
    Map<String, String> values = new LinkedHashMap<>();
    values.put("name", spec.name());
    values.put("limit", Integer.toString(DomainConsole.SCROLL_BACK_BYTES));
    values.put("type", "ioemu");
    values.put(
        "output", spec.socket().isPresent() ? "chardev:libxl-channel" + console.number() : "pty");
    values.put("tty", "");
    return values;
  }

  private Map<String, String> backValues() {
    Map<String, String> values = nodes.backValues();
    values.put("protocol", PROTOCOL);
    values.put("name", spec.name());
    values.put("connection", spec.connection());
    spec.socket().ifPresent(path -> values.put("path", path.toString()));
    return values;
  }

  ChannelState state(StoreClient store) throws StoreException {
    return new ChannelState(
        console,
        spec,
        nodes.frontNumber(store, "state"),
        nodes.frontNumber(store, "port"),
        nodes.frontNumber(store, "ring-ref"),
        store.nodes().find(console.path() + "/tty").orElse(""));
  }

  void remove(StoreClient store) throws StoreException {
    store.transaction(nodes::remove);
  }
}
