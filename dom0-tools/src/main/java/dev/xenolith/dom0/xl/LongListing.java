package dev.xenolith.dom0.xl;

import dev.xenolith.dom0.client.RefusedException;
import dev.xenolith.dom0.client.Tree;
import java.io.IOException;
import java.util.List;

/** {@code xl list -l}: domains as libxl's JSON has them, as far as a host knows it. */
final class LongListing {
  private LongListing() {}

  static String of(Session s, List<Tree> domains) throws IOException {
    StringBuilder text = new StringBuilder("[\n");
    for (int i = 0; i < domains.size(); i++) {
      text.append(domain(domains.get(i), config(s, domains.get(i))))
          .append(i + 1 < domains.size() ? ",\n" : "\n");
    }
    return text + "]\n";
  }

  /** What it was built from; nothing of domain 0. */
  private static Tree config(Session s, Tree domain) throws IOException {
    try {
      String domid = Long.toString(domain.number("domid"));
      return s.host().get(Session.path(domid) + "/config").tree();
    } catch (RefusedException e) {
      return Tree.parse(new byte[0]);
    }
  }

  private static String kernel(Tree c) {
    return c.isThere()
        ? ",\n                \"kernel\": "
            + quoted(c, "kernel")
            + ",\n                \"cmdline\": "
            + quoted(c, "cmdline")
        : "";
  }

  private static String domain(Tree d, Tree c) {
    String uuid = d.number("domid") == 0 ? "" : ",\n                \"uuid\": " + quoted(d, "uuid");
    return """
        {
            "domid": %d,
            "config": {
                "c_info": {
                    "type": "pv",
                    "name": %s%s
                },
                "b_info": {
                    "max_vcpus": %d,
                    "max_memkb": %d,
                    "target_memkb": %d,
                    "sched_params": {
                        "sched": "credit",
                        "weight": 256,
                        "cap": 0
                    }%s,
                    "type.pv": {

                    }
                }
            }
        }\
    """
        .formatted(
            d.number("domid"),
            quoted(d, "name"),
            uuid,
            d.number("max_vcpus"),
            d.number("max_memory_kib"),
            d.number("memory_kib"),
            kernel(c))
        .indent(0)
        .stripTrailing();
  }

  private static String quoted(Tree tree, String name) {
    StringBuilder text = new StringBuilder("\"");
    for (char c : tree.text(name).toCharArray()) {
      if (c == '"' || c == '\\') {
        text.append('\\').append(c);
      } else if (c < ' ' || c >= 0x7F) {
        text.append("\\u%04x".formatted((int) c));
      } else {
        text.append(c);
      }
    }
    return text.append('"').toString();
  }
}
