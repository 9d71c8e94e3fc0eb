package dev.xenolith.pv.console;

import dev.xenolith.pv.testkit.FakeDomain;
import dev.xenolith.pv.testkit.FakeWorld;
import dev.xenolith.pv.xenbus.BackendBus;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A domain with a console besides its first, and a terminal that a test reads and types at. */
final class TestConsole implements Terminal {
  static final String FRONT = "/local/domain/7/device/console/1";
  static final String BACK = "/local/domain/0/backend/console/7/1";

  final FakeWorld world = new FakeWorld(64);
  final FakeDomain domain = new FakeDomain(world, 7);
  final List<String> log = new ArrayList<>();
  final StringBuilder written = new StringBuilder();
  private final byte[] chunk = new byte[ConsoleRing.OUTPUT_BYTES];
  ConsoleRing ring;
  Runnable signal;
  Runnable look;
  int bugs;

  TestConsole() throws Exception {
    FakeDomain back = new FakeDomain(world, 0);
    new BackendBus(back, log::add)
        .add(
            new ConsoleBackend(
                back, (_, device) -> device.equals("1") ? Optional.of(this) : Optional.empty()));
    write(FRONT + "/backend-id", "0");
    write(FRONT + "/state", "1");
    write(BACK + "/online", "1");
    write(BACK + "/state", "1");
    write(BACK + "/frontend", FRONT);
    world.run();
  }

  void write(String path, String value) {
    world.store().write(path, value);
  }

  String state() {
    return world.store().find(BACK + "/state").orElse("none");
  }

  void type(String keys) {
    byte[] bytes = keys.getBytes(StandardCharsets.US_ASCII);
    ring.putInput(bytes, 0, bytes.length);
    signal.run();
    world.run();
  }

  @Override
  public void connected(ConsoleRing newRing, Runnable newSignal, Runnable newLook) {
    ring = newRing;
    signal = newSignal;
    look = newLook;
  }

  @Override
  public boolean pump() {
    if (bugs > 0) {
      bugs--;
      throw new IllegalStateException("a bug of the terminal");
    }
    int count = ring.takeOutput(chunk);
    if (count > 0) {
      written.append(new String(chunk, 0, count, StandardCharsets.US_ASCII));
      signal.run();
    }
    return count != ConsoleRing.BROKEN;
  }

  @Override
  public void disconnected() {
    pump();
    ring = null;
  }
}
