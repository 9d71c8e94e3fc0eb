package dev.xenolith.dom0.api;

import dev.xenolith.dom0.host.DomainView;
import dev.xenolith.dom0.host.Host;
import dev.xenolith.dom0.host.MachineView;
import dev.xenolith.dom0.text.Printable;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;

/** What Prometheus reads: the text format, version 0.0.4. */
final class Metrics {
  private static final String TYPE = "text/plain; version=0.0.4; charset=utf-8";
  private static final double NANOS = 1e9;
  private static final long KIB = 1024;
  private static final long PAGE = 4096;

  private final StringBuilder text = new StringBuilder();

  private Metrics() {}

  static CompletableFuture<Answer> answer(Host host) {
    return host.domains()
        .list()
        .thenCombine(
            host.machineView(),
            (domains, machine) ->
                new Answer.Text(TYPE, new Metrics().render(host, domains, machine)));
  }

  private String render(Host host, List<DomainView> domains, MachineView machine) {
    gauge("xenolith_host_uptime_seconds", "Time since the host started.");
    Duration up = Duration.between(host.started(), Instant.now());
    sample("xenolith_host_uptime_seconds", "", up.toMillis() / 1000.0);
    gauge("xenolith_machine_memory_bytes", "Memory of the simulated machine.");
    sample("xenolith_machine_memory_bytes", "", machine.physical().totalPages() * PAGE);
    gauge("xenolith_machine_free_bytes", "Memory that no domain has.");
    sample("xenolith_machine_free_bytes", "", machine.physical().freePages() * PAGE);
    gauge("xenolith_domains", "Domains, domain 0 among them.");
    sample("xenolith_domains", "", domains.size());
    head("xenolith_domain_cpu_seconds_total", "counter", "Time the domain's vCPUs have run.");
    domains.forEach(d -> sample("xenolith_domain_cpu_seconds_total", of(d), d.cpuTimeNs() / NANOS));
    gauge("xenolith_domain_memory_bytes", "Memory the domain has.");
    domains.forEach(d -> sample("xenolith_domain_memory_bytes", of(d), d.memoryKib() * KIB));
    gauge("xenolith_domain_vcpus", "vCPUs of the domain that are online.");
    domains.forEach(d -> sample("xenolith_domain_vcpus", of(d), d.vcpus()));
    head("xenolith_events_total", "counter", "Events since the host started.");
    sample("xenolith_events_total", "", host.journal().nextSeq() - 1);
    gauge("jvm_heap_used_bytes", "Heap in use.");
    sample(
        "jvm_heap_used_bytes",
        "",
        ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
    gauge("jvm_threads", "Platform threads.");
    sample("jvm_threads", "", ManagementFactory.getThreadMXBean().getThreadCount());
    return text.toString();
  }

  private void gauge(String name, String help) {
    head(name, "gauge", help);
  }

  private void head(String name, String kind, String help) {
    text.append("# HELP ").append(name).append(' ').append(help).append('\n');
    text.append("# TYPE ").append(name).append(' ').append(kind).append('\n');
  }

  private void sample(String name, String labels, double value) {
    String number =
        value == Math.rint(value) && Math.abs(value) < 1e15
            ? Long.toString((long) value)
            : String.format(Locale.ROOT, "%.9f", value);
    text.append(name).append(labels).append(' ').append(number).append('\n');
  }

  /**
   * A guest's name may hold anything: what controls terminals is shown as listings show it, since
   * the format lets it pass, and then what the format itself wants escaped is.
   */
  private static String of(DomainView domain) {
    String name = Printable.of(domain.name()).replace("\\", "\\\\").replace("\"", "\\\"");
    return "{domid=\"%d\",name=\"%s\"}".formatted(domain.domid(), name);
  }
}
