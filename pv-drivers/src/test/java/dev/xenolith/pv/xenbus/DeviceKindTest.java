package dev.xenolith.pv.xenbus;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.xenolith.pv.testkit.FakeDomain;
import dev.xenolith.pv.testkit.FakeWorld;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The table of devices, its page, and what becomes of those that are refused. */
class DeviceKindTest {
  /** Set to write the page anew instead of comparing it. */
  private static final String WRITE = "xenolith.regenerate";

  private final FakeWorld world = new FakeWorld(16);
  private final List<String> log = new ArrayList<>();

  private String find(String path) {
    return world.store().find(path).orElse("none");
  }

  private void write(String path, String value) {
    world.store().write(path, value);
    world.run();
  }

  static List<DeviceKind> refused() {
    return DeviceKind.refused();
  }

  @ParameterizedTest
  @MethodSource("refused")
  void whoAsksForADeviceThatIsNotToBeHadFindsTheReasonInBothErrorNodes(DeviceKind kind)
      throws Exception {
    new BackendBus(new FakeDomain(world, 0), log::add).add(new UnavailableBackend(kind));
    String back = "/local/domain/0/backend/" + kind.type() + "/7/0";
    String front = "/local/domain/7/device/" + kind.type() + "/0";
    world.store().write(front + "/state", "1");
    world.store().write(back + "/online", "1");
    write(back + "/frontend", front);
    assertEquals("5", find(back + "/state"));
    String reason = "%s devices are not available (%s)".formatted(kind.type(), kind.text());
    assertEquals(reason, find("/local/domain/0/error/backend/" + kind.type() + "/7/0/error"));
    assertEquals(reason, find("/local/domain/7/error/device/" + kind.type() + "/0/error"));
    write(front + "/state", "6");
    assertEquals("6", find(back + "/state"));
    write(front + "/state", "3");
    assertEquals("5", find(back + "/state"), "nor later");
  }

  private static String page() {
    StringBuilder text =
        new StringBuilder(
            """
            # Split devices

            GENERATED from DeviceKind by DeviceKindTest with -Dxenolith.regenerate=true; do not edit.

            What the public headers of Xen 4.17 (io/*.h) describe, by the names of xenstore's paths. A device that is refused has
            a back end that says so: its state goes to Closing, and both halves' error nodes have the reason.

            | device | protocol | back end | |
            |---|---|---|---|
            """);
    for (DeviceKind kind : DeviceKind.values()) {
      String served = kind.isServed() ? "yes" : "refused";
      text.append(
          "| %s | %s | %s | %s |%n".formatted(kind.type(), kind.protocol(), served, kind.text()));
    }
    return text.toString();
  }

  @Test
  void thePageSaysWhatTheTableSays() throws IOException {
    Path page =
        Files.exists(Path.of("pv-drivers"))
            ? Path.of("pv-drivers", "DEVICES.md")
            : Path.of("DEVICES.md");
    if (Boolean.getBoolean(WRITE)) {
      Files.writeString(page, page());
    }
    assertEquals(
        page(), Files.readString(page), "run the test with -D" + WRITE + "=true to write the page");
  }
}
