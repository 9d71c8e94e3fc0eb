package dev.xenolith.dom0.screen;

import dev.xenolith.abi.num.DomId;
import dev.xenolith.dom0.device.DeviceNodes;
import dev.xenolith.dom0.xenstore.StoreClient;
import dev.xenolith.dom0.xenstore.StoreException;
import java.util.Map;

/**
 * The nodes of a screen and its keyboard in xenstore, as libxl writes them, but for the password:
 * the domain could read that.
 */
final class ScreenNodes {
  private final DomId domid;
  private final DeviceNodes screen;
  private final DeviceNodes keyboard;

  ScreenNodes(DomId domid) {
    this.domid = domid;
    screen = new DeviceNodes(domid, "vfb", "0");
    keyboard = new DeviceNodes(domid, "vkbd", "0");
  }

  /** Makes them, together. */
  void write(StoreClient store, ScreenSpec spec, int port) throws StoreException {
    String console = "/local/domain/%d/console".formatted(domid.raw());
    store.transaction(
        all -> {
          screen.make(all, screen.frontValues(), screenValues(spec), Map.of());
          keyboard.make(all, keyboard.frontValues(), keyboardValues(), Map.of());
          all.write(console + "/vnc-port", Integer.toString(port));
          all.write(console + "/vnc-listen", "127.0.0.1");
        });
  }

  private Map<String, String> screenValues(ScreenSpec spec) {
    Map<String, String> values = screen.backValues();
    values.put("vnc", "1");
    values.put("vnclisten", "127.0.0.1");
    values.put("vncdisplay", Integer.toString(spec.display()));
    values.put("vncunused", spec.orNext() ? "1" : "0");
    values.put("sdl", "0");
    values.put("opengl", "0");
    return values;
  }

  private Map<String, String> keyboardValues() {
    Map<String, String> values = keyboard.backValues();
    values.put("backend-type", "qemu");
    return values;
  }

  void remove(StoreClient store) throws StoreException {
    store.transaction(
        all -> {
          screen.remove(all);
          keyboard.remove(all);
        });
  }
}
