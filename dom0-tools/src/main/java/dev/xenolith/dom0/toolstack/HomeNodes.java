package dev.xenolith.dom0.toolstack;

import dev.xenolith.abi.num.DomId;
import dev.xenolith.dom0.builder.BuiltDomain;
import dev.xenolith.dom0.builder.DomainSpec;
import dev.xenolith.dom0.console.DomainConsole;
import dev.xenolith.dom0.xenstore.Permissions;
import dev.xenolith.dom0.xenstore.Permissions.Access;
import dev.xenolith.dom0.xenstore.StoreClient;
import dev.xenolith.dom0.xenstore.StoreException;

/**
 * The nodes of a domain in xenstore, in libxl's order and with its permissions for a PV guest. Left
 * out is the time of the start: the host's clock would make two runs differ.
 */
final class HomeNodes {
  private final BuiltDomain domain;
  private final DomainSpec spec;
  private final String home;
  private final String vm;
  private final String libxl;
  private final Permissions hidden = Permissions.ownedBy(DomId.DOM0, Access.NONE);
  private final Permissions readable;
  private final Permissions own;

  HomeNodes(BuiltDomain domain) {
    this.domain = domain;
    spec = domain.spec();
    home = "/local/domain/" + domain.domid().raw();
    vm = "/vm/" + spec.uuid();
    libxl = "/libxl/" + domain.domid().raw();
    readable = hidden.and(domain.domid(), Access.READ);
    own = Permissions.ownedBy(domain.domid(), Access.NONE);
  }

  void write(StoreClient store) throws StoreException {
    store.transaction(
        nodes -> {
          nodes.remove(home);
          nodes.mkdir(home, readable);
          nodes.mkdir(vm, readable);
          nodes.mkdir(libxl, hidden);
          identity(nodes);
          control(nodes);
          resources(nodes);
          console(nodes);
        });
  }

  private void identity(StoreClient.Nodes nodes) throws StoreException {
    nodes.write(home + "/vm", vm);
    nodes.write(home + "/name", spec.name());
    nodes.write(vm + "/name", spec.name());
    nodes.write(vm + "/uuid", spec.uuid().toString());
    nodes.write(vm + "/image/ostype", "linux");
    nodes.write(vm + "/image/kernel", spec.kernel().path());
    if (spec.ramdisk().isPresent()) {
      nodes.write(vm + "/image/ramdisk", spec.ramdisk().get().path());
    }
    nodes.write(vm + "/image/cmdline", spec.cmdline());
    nodes.write(libxl + "/type", "pv");
  }

  private void control(StoreClient.Nodes nodes) throws StoreException {
    nodes.mkdir(home + "/cpu", readable);
    nodes.mkdir(home + "/memory", readable);
    nodes.mkdir(home + "/device", readable);
    nodes.mkdir(home + "/device/suspend", readable);
    nodes.mkdir(home + "/device/suspend/event-channel", own);
    nodes.mkdir(home + "/control", readable);
    for (String name :
        new String[] {
          "control/shutdown",
          "control/feature-poweroff",
          "control/feature-reboot",
          "control/feature-suspend",
          "control/sysrq"
        }) {
      nodes.mkdir(home + "/" + name, own);
    }
    nodes.write(home + "/control/platform-feature-multiprocessor-suspend", "1");
    nodes.write(home + "/control/platform-feature-xs_reset_watches", "1");
    for (String name : new String[] {"data", "drivers", "feature", "attr", "error"}) {
      nodes.mkdir(home + "/" + name, own);
    }
  }

  private void resources(StoreClient.Nodes nodes) throws StoreException {
    nodes.write(home + "/domid", Integer.toString(domain.domid().raw()));
    nodes.write(home + "/memory/static-max", Long.toString(spec.maxMemoryKib()));
    nodes.write(home + "/memory/target", Long.toString(spec.memoryKib()));
    nodes.write(home + "/memory/videoram", "0");
    for (int vcpu = 0; vcpu < spec.maxVcpus(); vcpu++) {
      nodes.write(
          home + "/cpu/" + vcpu + "/availability", vcpu < spec.vcpus() ? "online" : "offline");
    }
    nodes.write(home + "/store/port", Integer.toString(domain.storePort().raw()));
    nodes.write(home + "/store/ring-ref", Long.toString(domain.storeRing().raw()));
  }

  private void console(StoreClient.Nodes nodes) throws StoreException {
    String front = home + "/console";
    nodes.mkdir(front, readable);
    String back = "/local/domain/0/backend/console/" + domain.domid().raw() + "/0";
    nodes.write(front + "/backend", back);
    nodes.write(front + "/backend-id", "0", own.and(DomId.DOM0, Access.READ));
    nodes.write(front + "/limit", Integer.toString(DomainConsole.SCROLL_BACK_BYTES));
    nodes.write(front + "/type", "xenconsoled");
    nodes.write(front + "/output", "pty");
    nodes.write(front + "/tty", "");
    nodes.write(front + "/port", Integer.toString(domain.consolePort().raw()));
    nodes.write(front + "/ring-ref", Long.toString(domain.consoleRing().raw()));
    nodes.mkdir(back, readable);
    nodes.write(back + "/frontend", front);
    nodes.write(back + "/frontend-id", Integer.toString(domain.domid().raw()));
    nodes.write(back + "/online", "1");
    nodes.write(back + "/state", "1");
    nodes.write(back + "/protocol", "vt100");
  }

  /** Gives the nodes of a domain that is kept another name and UUID. */
  void moveTo(BuiltDomain renamed, StoreClient store) throws StoreException {
    HomeNodes next = new HomeNodes(renamed);
    store.transaction(
        nodes -> {
          nodes.remove(vm);
          nodes.mkdir(next.vm, readable);
          nodes.write(next.vm + "/uuid", renamed.spec().uuid().toString());
          nodes.write(next.vm + "/name", renamed.spec().name());
          nodes.write(home + "/vm", next.vm);
          nodes.write(home + "/name", renamed.spec().name());
        });
  }

  /** Gives the domain another name. */
  void rename(String name, StoreClient store) throws StoreException {
    store.transaction(
        nodes -> {
          nodes.write(home + "/name", name);
          nodes.write(vm + "/name", name);
        });
  }

  void remove(StoreClient store) throws StoreException {
    store.transaction(
        nodes -> {
          nodes.remove(home);
          nodes.remove(vm);
          nodes.remove(libxl);
          nodes.remove("/local/domain/0/backend/console/" + domain.domid().raw());
        });
  }
}
