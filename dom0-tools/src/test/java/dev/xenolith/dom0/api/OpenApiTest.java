package dev.xenolith.dom0.api;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.xenolith.dom0.host.ConfigView;
import dev.xenolith.dom0.host.Controls;
import dev.xenolith.dom0.host.CreateOrder;
import dev.xenolith.dom0.host.Disks;
import dev.xenolith.dom0.host.DomainView;
import dev.xenolith.dom0.host.Host;
import dev.xenolith.dom0.host.HostEvent;
import dev.xenolith.dom0.host.HostException;
import dev.xenolith.dom0.host.Json;
import dev.xenolith.dom0.host.Networks;
import dev.xenolith.dom0.host.Placement;
import java.io.InputStream;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The description that strangers read says what the routes do. */
class OpenApiTest {
  private static JsonNode document() throws Exception {
    try (InputStream in = Routes.class.getResourceAsStream(Routes.OPENAPI)) {
      return Json.MAPPER.readTree(in);
    }
  }

  @Test
  void everyRouteIsDescribedAndNothingElse() throws Exception {
    Set<String> described = new TreeSet<>();
    for (var path : document().get("paths").properties()) {
      for (var method : path.getValue().properties()) {
        String operation = method.getValue().get("operationId").asString();
        described.add(
            method.getKey().toUpperCase(Locale.ROOT) + " " + path.getKey() + " " + operation);
      }
    }
    Set<String> served = new TreeSet<>();
    for (Route route : Routes.ALL) {
      served.add(route.method() + " " + route.path() + " " + route.operation());
    }
    assertEquals(String.join("\n", served), String.join("\n", described));
  }

  private static void assertMembers(String schema, Class<? extends Record> type) throws Exception {
    Collection<String> members =
        document().get("components").get("schemas").get(schema).get("properties").propertyNames();
    List<String> components =
        Arrays.stream(type.getRecordComponents())
            .map(RecordComponent::getName)
            .map(name -> name.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT))
            .toList();
    assertEquals(components, List.copyOf(members), schema);
  }

  @Test
  void everyRecordHasTheMembersThatAreDescribed() throws Exception {
    assertMembers("Host", Host.View.class);
    assertMembers("Domain", DomainView.class);
    assertMembers("Config", ConfigView.class);
    assertMembers("Vcpu", Controls.VcpuView.class);
    assertMembers("CpuPool", Placement.PoolView.class);
    assertMembers("Share", Placement.ShareView.class);
    assertMembers("Affinity", Placement.Affinity.class);
    assertMembers("Disk", Disks.DiskView.class);
    assertMembers("Network", Networks.NetworkView.class);
    assertMembers("CreateOrder", CreateOrder.class);
    assertMembers("Event", HostEvent.class);
    assertMembers("Problem", Bodies.Problem.class);
  }

  private static List<String> choices(String schema, String member) throws Exception {
    return document()
        .get("components")
        .get("schemas")
        .get(schema)
        .get("properties")
        .get(member)
        .get("enum")
        .valueStream()
        .map(JsonNode::asString)
        .toList();
  }

  @Test
  void everyKindOfEventAndProblemIsDescribed() throws Exception {
    List<String> events = Arrays.stream(HostEvent.Kind.values()).map(Enum::name).toList();
    assertEquals(events, choices("Event", "kind"));
    List<String> problems =
        new java.util.ArrayList<>(
            Arrays.stream(HostException.Kind.values())
                .map(k -> k.name().toLowerCase(Locale.ROOT))
                .toList());
    problems.add("bug");
    assertEquals(problems, choices("Problem", "kind"));
  }
}
