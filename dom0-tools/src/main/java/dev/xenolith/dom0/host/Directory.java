package dev.xenolith.dom0.host;

import dev.xenolith.abi.num.DomId;
import dev.xenolith.dom0.ctrl.DomainInfo;
import dev.xenolith.dom0.ctrl.Domctls;
import dev.xenolith.dom0.ctrl.Sysctls;
import dev.xenolith.dom0.kernel.HypercallFailedException;
import dev.xenolith.dom0.toolstack.Toolstack;
import dev.xenolith.dom0.xenstore.StoreException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Which domains there are: the hypervisor knows their numbers, xenstore their names. For tasks on
 * domain 0's vCPU.
 */
final class Directory {
  private static final String HOME = "/local/domain/";

  private static final double MILLIS = 1000;

  private final Toolstack toolstack;
  private final Instant started = Instant.now();

  Directory(Toolstack toolstack) {
    this.toolstack = toolstack;
  }

  Domctls domctls() {
    return new Domctls(toolstack.hypercalls());
  }

  Sysctls sysctls() {
    return new Sysctls(toolstack.hypercalls());
  }

  List<DomainView> all() throws HostException {
    try {
      List<DomainView> views = new ArrayList<>();
      for (DomainInfo info : sysctls().domains()) {
        views.add(view(info));
      }
      return views;
    } catch (HypercallFailedException e) {
      throw refused(e);
    }
  }

  private DomainView view(DomainInfo info) throws HostException {
    Optional<String> name = read(home(info.domid(), "name"));
    Optional<String> vm = read(home(info.domid(), "vm"));
    Optional<String> since = vm.isEmpty() ? vm : read(vm.get() + "/start_time");
    return DomainView.of(
        info, name.orElse(""), since.map(Directory::instant).orElse(started), toolstack.devices());
  }

  /** A time as libxl writes it: seconds and hundredths since 1970. */
  private static Instant instant(String text) {
    return Instant.ofEpochMilli(Math.round(Double.parseDouble(text) * MILLIS));
  }

  static String instant(Instant time) {
    return String.format(Locale.ROOT, "%.2f", time.toEpochMilli() / MILLIS);
  }

  static HostException refused(HypercallFailedException e) {
    return new HostException(HostException.Kind.MACHINE, e.getMessage());
  }

  static HostException refused(StoreException e) {
    return new HostException(HostException.Kind.MACHINE, "xenstore: " + e.getMessage());
  }

  Optional<String> read(String path) throws HostException {
    try {
      return toolstack.store().nodes().find(path);
    } catch (StoreException e) {
      throw refused(e);
    }
  }

  void write(String path, String value) throws HostException {
    try {
      toolstack.store().nodes().write(path, value);
    } catch (StoreException e) {
      throw refused(e);
    }
  }

  /** The path of a node in a domain's home. */
  static String home(DomId domid, String node) {
    return HOME + domid.raw() + "/" + node;
  }

  /** The domain that is meant by a number or a name. */
  DomainView require(String numberOrName) throws HostException {
    return find(numberOrName)
        .orElseThrow(
            () ->
                new HostException(
                    HostException.Kind.NO_DOMAIN, "there is no domain '" + numberOrName + "'"));
  }

  Optional<DomainView> find(String numberOrName) throws HostException {
    try {
      if (numberOrName.matches("[0-9]{1,9}")) {
        DomId domid = new DomId(Integer.parseInt(numberOrName));
        Optional<DomainInfo> info =
            domid.raw() < DomId.FIRST_RESERVED ? domctls().info(domid) : Optional.empty();
        return info.isEmpty() ? Optional.empty() : Optional.of(view(info.get()));
      }
      return all().stream().filter(d -> d.name().equals(numberOrName)).findFirst();
    } catch (HypercallFailedException e) {
      throw refused(e);
    }
  }

  /** The domain that is meant, which must not be domain 0. */
  DomId requireGuest(String numberOrName) throws HostException {
    DomainView domain = require(numberOrName);
    if (domain.domid() == 0) {
      throw new HostException(
          HostException.Kind.WRONG_STATE, "Domain-0 runs the host; 'xl host stop' ends it");
    }
    return new DomId(domain.domid());
  }
}
