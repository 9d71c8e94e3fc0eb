package dev.xenolith.dom0.net;

import dev.xenolith.dom0.text.Parameter;
import dev.xenolith.dom0.text.Spelling;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads a card as configurations and commands spell it (xl-network-configuration(5)). What is real
 * xl's and not to be had here is refused by name; {@code backend=user} and {@code forward} are
 * ours.
 */
public final class VifSyntax {
  private static final List<String> READ =
      List.of(
          "mac", "bridge", "type", "model", "vifname", "script", "ip", "backend", "devid",
          "forward");
  private static final Map<String, String> NOT_BUILT =
      Map.of(
          "rate", "limits of rates are",
          "gatewaydev", "routed networks are",
          "netdev", "routed networks are",
          "mtu", "other MTUs than 1500 are",
          "trusted", "untrusted back ends are",
          "untrusted", "untrusted back ends are");
  private static final Set<String> SCRIPTS = Set.of("vif-bridge", "/etc/xen/scripts/vif-bridge");
  private static final String NAME = "[!-.0-~&&[^,=:]]{1,15}";
  private static final Pattern FORWARD =
      Pattern.compile(
          "(?:(tcp|udp):)?(?:([0-9]{1,3}(?:\\.[0-9]{1,3}){3})/)?([0-9]{1,5})(?::([0-9]{1,5}))?");
  private static final int MOST_PORT = 65_535;

  /** As many cards as Linux gives a domain. */
  private static final int MOST_DEVICE = 254;

  private final Map<String, String> values = new LinkedHashMap<>();
  private final List<VifSpec.Forward> forwards = new ArrayList<>();

  private VifSyntax() {}

  /** Reads one card. */
  public static VifSpec parse(String text) throws VifException {
    VifSyntax syntax = new VifSyntax();
    for (Parameter parameter : Parameter.list(text)) {
      syntax.add(parameter.trimmed());
    }
    return syntax.vif();
  }

  private void add(Parameter parameter) throws VifException {
    String name = parameter.name();
    if (NOT_BUILT.containsKey(name)) {
      throw new VifException(NOT_BUILT.get(name) + " not available ('" + name + "')");
    }
    if (!READ.contains(name) || parameter.value().isEmpty()) {
      throw unknown(parameter.word(), name);
    }
    String value = parameter.value().get();
    if (name.equals("forward")) {
      forwards.add(forward(value));
    } else if (values.put(name, value) != null) {
      throw new VifException("'" + name + "' is given twice");
    }
  }

  private static VifException unknown(String word, String name) {
    if (READ.contains(name)) {
      return new VifException("'" + name + "' needs a value: " + name + "=...");
    }
    String guess = Spelling.nearest(name, READ).map(k -> "; did you mean '" + k + "'?").orElse("");
    return new VifException("unrecognized argument `" + word + "'" + guess); // as the real xl
  }

  private static VifSpec.Forward forward(String text) throws VifException {
    Matcher m = FORWARD.matcher(text);
    if (m.matches()) {
      String address = m.group(2) == null ? VifSpec.Forward.LOOPBACK : m.group(2);
      int host = Integer.parseInt(m.group(3));
      int guest = m.group(4) == null ? host : Integer.parseInt(m.group(4));
      if (host > 0 && host <= MOST_PORT && guest > 0 && guest <= MOST_PORT) {
        return new VifSpec.Forward("udp".equals(m.group(1)), address, host, guest);
      }
    }
    throw new VifException("'forward=" + text + "' is not as in forward=tcp:8080:80");
  }

  private VifSpec vif() throws VifException {
    String type = values.getOrDefault("type", "vif");
    if (!type.equals("vif")) {
      throw new VifException("'type=" + type + "' is for HVM guests; vif is for PV ones");
    }
    String script = values.getOrDefault("script", "vif-bridge");
    if (!SCRIPTS.contains(script)) {
      throw new VifException("hot-plug scripts are not available ('script'), but vif-bridge is");
    }
    return new VifSpec(mac(), link(), name("vifname"), ip(), device());
  }

  private Optional<MacAddress> mac() throws VifException {
    String text = values.get("mac");
    if (text == null) {
      return Optional.empty();
    }
    MacAddress mac =
        MacAddress.parse(text)
            .orElseThrow(
                () -> new VifException("'" + text + "' is no address as in 00:16:3e:12:34:56"));
    if (mac.isGroup() || mac.raw() == 0) {
      throw new VifException("'" + text + "' cannot be the address of one card");
    }
    return Optional.of(mac);
  }

  private Optional<String> name(String key) throws VifException {
    String text = values.get(key);
    if (text != null && !text.matches(NAME)) {
      throw new VifException("'%s=%s': a name has 1 to 15 visible characters".formatted(key, text));
    }
    return Optional.ofNullable(text);
  }

  private VifSpec.Link link() throws VifException {
    String backend = values.getOrDefault("backend", "");
    if (backend.equals("user")) {
      if (values.containsKey("bridge")) {
        throw new VifException("'bridge' does not go with 'backend=user'");
      }
      return new VifSpec.ThroughHost(forwards);
    }
    if (!Set.of("", "0", "Domain-0").contains(backend)) {
      throw new VifException("driver domains are not available ('backend')");
    }
    if (!forwards.isEmpty()) {
      throw new VifException("'forward' goes with 'backend=user' alone");
    }
    return name("bridge").<VifSpec.Link>map(VifSpec.OnBridge::new).orElse(VifSpec.OnBridge.DEFAULT);
  }

  private Optional<String> ip() throws VifException {
    String text = values.get("ip");
    if (text != null && !text.matches("[0-9a-fA-F.:/ ]{1,200}")) {
      throw new VifException("'ip=" + text + "' is no list of addresses");
    }
    return Optional.ofNullable(text);
  }

  private int device() throws VifException {
    String text = values.get("devid");
    if (text == null) {
      return -1;
    }
    if (!text.matches("[0-9]{1,3}") || Integer.parseInt(text) > MOST_DEVICE) {
      throw new VifException("'devid' is from 0 to " + MOST_DEVICE + ", not '" + text + "'");
    }
    return Integer.parseInt(text);
  }
}
