package dev.xenolith.dom0.toolstack;

import dev.xenolith.dom0.builder.DomainBuildException;
import dev.xenolith.dom0.builder.DomainBuildException.Blame;
import dev.xenolith.dom0.builder.DomainSpec;
import dev.xenolith.dom0.disk.ImageOwner;
import dev.xenolith.dom0.disk.OpenDisks;
import dev.xenolith.dom0.net.OpenVif;
import dev.xenolith.dom0.net.VifSpec;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Queue;

/**
 * What the devices of a domain that is to be built need of the host, open.
 *
 * @param vifs those that no domain has got yet
 */
record OpenDevices(OpenDisks disks, Queue<OpenVif> vifs) implements AutoCloseable {
  /** Opens all, or none; on a thread that may wait. */
  static OpenDevices open(DomainSpec spec) throws DomainBuildException {
    OpenDisks disks;
    try {
      disks = OpenDisks.open(spec.devices().disks(), new ImageOwner(spec.name()));
    } catch (IOException e) {
      throw refused("disk", e);
    }
    OpenDevices all = new OpenDevices(disks, new ArrayDeque<>());
    try {
      for (VifSpec vif : spec.devices().vifs()) {
        all.vifs.add(OpenVif.open(vif));
      }
      return all;
    } catch (IOException e) {
      all.close();
      throw refused("vif", e);
    } catch (RuntimeException e) {
      all.close();
      throw e;
    }
  }

  private static DomainBuildException refused(String key, IOException e) {
    return new DomainBuildException(Blame.CONFIGURATION, key + ": " + e.getMessage(), e);
  }

  /** Lets go of what no domain has got. */
  @Override
  public void close() {
    disks.close();
    vifs.forEach(OpenVif::close);
    vifs.clear();
  }
}
