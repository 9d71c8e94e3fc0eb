package dev.xenolith.dom0.trace;

import dev.xenolith.abi.PublicAbi;
import dev.xenolith.abi.call.Hypercall;
import dev.xenolith.abi.trace.TraceClass;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What of a trace somebody wants to see: terms separated by commas, each a hypercall ({@code
 * mmu_update}), a sub-operation ({@code SCHEDOP_block}), a group ({@code %memory}), a class of
 * events ({@code trap}), {@code all}, or a domain ({@code d1}); with {@code !} before it, what is
 * not to be seen.
 *
 * <p>With nothing but exclusions and domains, the hypercalls are what is left to choose from.
 */
public final class TraceFilter {
  private static final Map<String, List<String>> GROUPS =
      new TreeMap<>(
          Map.of(
              "%memory",
              List.of(
                  "mmu_update",
                  "mmuext_op",
                  "update_va_mapping",
                  "update_va_mapping_otherdomain",
                  "memory_op"),
              "%cpu",
              List.of(
                  "set_trap_table",
                  "set_gdt",
                  "update_descriptor",
                  "stack_switch",
                  "set_callbacks",
                  "callback_op",
                  "fpu_taskswitch",
                  "set_debugreg",
                  "get_debugreg",
                  "set_segment_base",
                  "iret"),
              "%event",
              List.of("event_channel_op"),
              "%grant",
              List.of("grant_table_op"),
              "%sched",
              List.of("sched_op", "vcpu_op", "set_timer_op"),
              "%control",
              List.of("domctl", "sysctl", "platform_op")));

  /** All hypercalls of all domains. */
  public static final TraceFilter HYPERCALLS = parse("hypercall");

  private final Set<TraceClass> classes = EnumSet.noneOf(TraceClass.class);
  private final Set<String> calls = new TreeSet<>();
  private final Set<String> hidden = new TreeSet<>();
  private final Set<Integer> domains = new TreeSet<>();
  private boolean everyCall;

  private TraceFilter() {}

  /**
   * Reads the terms.
   *
   * @throws IllegalArgumentException with a sentence for people, if one is unknown
   */
  public static TraceFilter parse(String terms) {
    TraceFilter filter = new TraceFilter();
    for (String term : terms.split(",")) {
      if (!term.isBlank()) {
        filter.add(term.strip());
      }
    }
    if (filter.classes.isEmpty() && filter.calls.isEmpty()) {
      filter.everyCall = true;
      filter.classes.add(TraceClass.HYPERCALL);
    }
    return filter;
  }

  /** The classes of events that need to be taken at all. */
  public Set<TraceClass> classes() {
    return EnumSet.copyOf(classes);
  }

  /** Whether events of this class and domain are to be seen. */
  boolean shows(TraceClass c, int domainRaw) {
    return classes.contains(c) && showsDomain(domainRaw);
  }

  boolean showsDomain(int domainRaw) {
    return domains.isEmpty() || domains.contains(domainRaw);
  }

  /** Whether a hypercall that goes by these names is to be seen. */
  boolean shows(CallText call, int domainRaw) {
    if (!shows(TraceClass.HYPERCALL, domainRaw)
        || call.names().stream().anyMatch(hidden::contains)) {
      return false;
    }
    return everyCall || call.names().stream().anyMatch(calls::contains);
  }

  private void add(String term) {
    if (term.startsWith("!")) {
      hidden.addAll(callsOf(term.substring(1)));
    } else if (term.equals("all")) {
      classes.addAll(EnumSet.allOf(TraceClass.class));
      everyCall = true;
    } else if (term.matches("d\\d+")) {
      domains.add(Integer.parseInt(term.substring(1)));
    } else if (classNamed(term) != null) {
      classes.add(classNamed(term));
      everyCall |= classNamed(term) == TraceClass.HYPERCALL;
    } else {
      classes.add(TraceClass.HYPERCALL);
      calls.addAll(callsOf(term));
    }
  }

  private static TraceClass classNamed(String term) {
    for (TraceClass c : TraceClass.values()) {
      if (c.name().toLowerCase(Locale.ROOT).replace("_", "").equals(term.replace("_", ""))) {
        return c;
      }
    }
    return null;
  }

  private static List<String> callsOf(String term) {
    if (GROUPS.containsKey(term)) {
      return GROUPS.get(term);
    }
    boolean isCall = List.of(Hypercall.values()).stream().anyMatch(h -> h.cName().equals(term));
    boolean isSubOp = PublicAbi.SUB_OPS.stream().anyMatch(o -> o.cName().equals(term));
    if (!isCall && !isSubOp) {
      throw new IllegalArgumentException(
          "trace filter: '"
              + term
              + "' is no hypercall, sub-operation, group or class of events;"
              + " there are the classes "
              + classNames()
              + " and the groups "
              + String.join(", ", GROUPS.keySet()));
    }
    return List.of(term);
  }

  private static String classNames() {
    List<String> names = new ArrayList<>(List.of("all"));
    for (TraceClass c : TraceClass.values()) {
      names.add(c.name().toLowerCase(Locale.ROOT).replace("_", ""));
    }
    return String.join(", ", names);
  }
}
