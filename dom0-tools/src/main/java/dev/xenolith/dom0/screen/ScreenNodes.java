package dev.xenolith.dom0.screen;

import dev.xenolith.abi.io.XenbusState;
import dev.xenolith.abi.num.DomId;
import dev.xenolith.dom0.xenstore.Permissions;
import dev.xenolith.dom0.xenstore.Permissions.Access;
import dev.xenolith.dom0.xenstore.StoreClient;
import dev.xenolith.dom0.xenstore.StoreException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The nodes of a screen and its keyboard in xenstore, as libxl writes them, but for the password:
 * the domain could read that.
 */
record ScreenNodes(DomId domid) {
  private static final String[] TYPES = {"vfb", "vkbd"};

  private String back(String type) {
    return "/local/domain/0/backend/%s/%d/0".formatted(type, domid.raw());
  }

  private String front(String type) {
    return "/local/domain/%d/device/%s/0".formatted(domid.raw(), type);
  }

  private String libxl(String type) {
    return "/libxl/%d/device/%s/0".formatted(domid.raw(), type);
  }

  private String console() {
    return "/local/domain/%d/console".formatted(domid.raw());
  }

  void write(StoreClient store, ScreenSpec spec, int port) throws StoreException {
    Permissions backs = Permissions.ownedBy(DomId.DOM0, Access.NONE).and(domid, Access.READ);
    Permissions fronts = Permissions.ownedBy(domid, Access.NONE).and(DomId.DOM0, Access.READ);
    store.transaction(
        nodes -> {
          for (String type : TYPES) {
            nodes.mkdir(front(type), fronts);
            nodes.write(front(type) + "/backend", back(type));
            nodes.write(front(type) + "/backend-id", "0");
            nodes.write(front(type) + "/state", state());
            nodes.mkdir(back(type), backs);
            nodes.write(back(type) + "/frontend", front(type));
            for (Map.Entry<String, String> value : backValues(type, spec).entrySet()) {
              nodes.write(back(type) + "/" + value.getKey(), value.getValue());
            }
            nodes.mkdir(libxl(type), Permissions.ownedBy(DomId.DOM0, Access.NONE));
            nodes.write(libxl(type) + "/frontend", front(type));
            nodes.write(libxl(type) + "/backend", back(type));
          }
          nodes.write(console() + "/vnc-port", Integer.toString(port));
          nodes.write(console() + "/vnc-listen", "127.0.0.1");
        });
  }

  private static String state() {
    return Integer.toString(XenbusState.INITIALISING.number);
  }

  private Map<String, String> backValues(String type, ScreenSpec spec) {
    Map<String, String> values = new LinkedHashMap<>();
    values.put("frontend-id", Integer.toString(domid.raw()));
    values.put("online", "1");
    values.put("state", state());
    if (type.equals("vfb")) {
      values.put("vnc", "1");
      values.put("vnclisten", "127.0.0.1");
      values.put("vncdisplay", Integer.toString(spec.display()));
      values.put("vncunused", spec.orNext() ? "1" : "0");
      values.put("sdl", "0");
      values.put("opengl", "0");
    } else {
      values.put("backend-type", "qemu");
    }
    return values;
  }

  void remove(StoreClient store) throws StoreException {
    store.transaction(
        nodes -> {
          for (String type : TYPES) {
            nodes.remove(front(type));
            nodes.remove(back(type));
            nodes.remove(libxl(type));
            nodes.remove("/local/domain/0/error/backend/%s/%d/0".formatted(type, domid.raw()));
          }
        });
  }
}
