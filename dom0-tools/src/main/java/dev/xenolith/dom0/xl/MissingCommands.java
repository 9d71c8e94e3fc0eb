package dev.xenolith.dom0.xl;

import com.google.common.collect.ImmutableMap;
import java.util.ArrayList;
import java.util.List;

/** The commands of the real xl 4.17 that do nothing here, and why. Commands that do go without. */
final class MissingCommands {
  /** Why not, and which: names separated by blanks. */
  private static final ImmutableMap<String, String> NOT_AVAILABLE =
      ImmutableMap.<String, String>builder()
          .put("the hypervisor has no parameters to be set", "set-parameters")
          .put(
              "domains can be neither saved nor moved yet",
              "remus save restore migrate migrate-receive")
          .put("there are no driver domains", "devd")
          .put(
              "domains have no such devices yet",
              "vtpm-attach vtpm-list vtpm-detach vkb-attach "
                  + "vkb-list vkb-detach vdispl-attach vdispl-list vdispl-detach vsnd-attach "
                  + "vsnd-list vsnd-detach usbctrl-attach usbctrl-detach usbdev-attach "
                  + "usbdev-detach usb-list")
          .put(
              "the machine has no PCI devices",
              "pci-attach pci-detach pci-list pci-assignable-add pci-assignable-remove "
                  + "pci-assignable-list")
          .put(
              "all CPUs are in one pool",
              "cpupool-create cpupool-destroy cpupool-rename "
                  + "cpupool-cpu-add cpupool-cpu-remove cpupool-migrate cpupool-numa-split")
          .put("this hypervisor has no Flask security module", "getenforce setenforce loadpolicy")
          .put(
              "the processor does not monitor or partition its caches",
              "psr-hwinfo psr-cmt-attach psr-cmt-detach psr-cmt-show psr-cat-set "
                  + "psr-cat-show psr-mba-set psr-mba-show")
          .put(
              "only HVM domains have that; domains are PV here",
              "cd-insert cd-eject button-press qemu-monitor-command")
          .build();

  static final List<Command> ALL = missing();

  private MissingCommands() {}

  private static List<Command> missing() {
    List<Command> all = new ArrayList<>();
    NOT_AVAILABLE.forEach(
        (why, names) -> {
          for (String name : names.split(" ")) {
            all.add(Command.missing(name, why));
          }
        });
    return List.copyOf(all);
  }
}
