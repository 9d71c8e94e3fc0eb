package dev.xenolith.hv.machine.device;

import java.util.Map;
import java.util.TreeMap;

/** The machine's I/O ports that have a device. */
public final class PortSpace {
  private record Range(int end, PortDevice device) {}

  private final TreeMap<Integer, Range> ranges = new TreeMap<>();

  /** Builds a device in. */
  public void add(int first, int count, PortDevice device) {
    if (find(first) != null || find(first + count - 1) != null) {
      throw new IllegalArgumentException("ports from " + first + " have a device");
    }
    ranges.put(first, new Range(first + count, device));
  }

  private PortDevice find(int port) {
    Map.Entry<Integer, Range> below = ranges.floorEntry(port);
    return below != null && port < below.getValue().end ? below.getValue().device : null;
  }

  /** INL; all ones where nothing answers. */
  public int in(int port) {
    PortDevice device = find(port);
    return device == null ? -1 : device.in(port);
  }

  /** OUTL; lost where nothing listens. */
  public void out(int port, int value) {
    PortDevice device = find(port);
    if (device != null) {
      device.out(port, value);
    }
  }
}
