package dev.xenolith.hv.grant;

import java.util.ArrayList;
import java.util.List;

/** Unmappings whose frames are given up together, after one flush of the TLBs. */
public final class UnmapBatch {
  /** How many Xen does at a time. */
  public static final int SIZE = 32;

  private final HostMappings host;
  private final List<Runnable> releases = new ArrayList<>();

  public UnmapBatch(HostMappings host) {
    this.host = host;
  }

  HostMappings host() {
    return host;
  }

  void later(Runnable release) {
    releases.add(release);
  }

  /** Flushes, then gives the frames up. The batch is then empty and can be used again. */
  public void complete() {
    host.flushTlb();
    releases.forEach(Runnable::run);
    releases.clear();
  }
}
