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
            + LibxlText.quoted(c.text("kernel"))
            + ",\n                \"cmdline\": "
            + LibxlText.quoted(c.text("cmdline"))
        : "";
  }

  private static String domain(Tree d, Tree c) {
    String uuid = d.number("domid") == 0 ? "" : "\"uuid\": " + LibxlText.quoted(d.text("uuid"));
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
                    "target_memkb": %d%s,
                    "sched_params": {
                        "sched": "credit",
                        "weight": 256,
                        "cap": 0
                    }%s,
                    "type.pv": {

                    }
                }%s
            }
        }\
    """
        .formatted(
            d.number("domid"),
            LibxlText.quoted(d.text("name")),
            LibxlText.behind(uuid, 16),
            d.number("max_vcpus"),
            d.number("max_memory_kib"),
            d.number("memory_kib"),
            LibxlText.behind(LibxlText.cpuid(c.list("cpuid")), 16),
            kernel(c),
            devices(c))
        .indent(0)
        .stripTrailing();
  }

  private static String devices(Tree c) {
    return LibxlText.behind(LibxlText.disks(c.list("disks")), 12)
        + LibxlText.behind(LibxlText.nics(c.list("vifs"), true), 12)
        + LibxlText.behind(LibxlText.channels(c.list("channels")), 12);
  }
}
