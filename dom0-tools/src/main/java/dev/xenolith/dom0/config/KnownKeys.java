package dev.xenolith.dom0.config;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import java.util.Optional;

/** The keys of xl.cfg, and what becomes of each. */
final class KnownKeys {
  /** Keys that {@link DomainConfigReader} reads. */
  static final ImmutableSet<String> READ =
      ImmutableSet.of(
          "name",
          "type",
          "builder",
          "uuid",
          "memory",
          "maxmem",
          "vcpus",
          "maxvcpus",
          "kernel",
          "ramdisk",
          "cmdline",
          "root",
          "extra",
          "on_poweroff",
          "on_reboot",
          "on_crash",
          "on_watchdog",
          "on_soft_reset",
          "max_event_channels",
          "max_grant_frames",
          "max_maptrack_frames",
          "max_grant_version",
          "cpuid");

  /** Keys that change nothing a guest could see here; accepted as xl accepts them. */
  static final ImmutableSet<String> WITHOUT_EFFECT =
      ImmutableSet.of(
          "loader", "nomigrate", "cpus", "cpus_soft", "localtime", "rtc_timeoffset", "vncviewer");

  /** Keys that ask for something that does not exist yet. */
  private static final ImmutableMap<String, String> NOT_BUILT =
      ImmutableMap.<String, String>builder()
          .put("disk", "block devices")
          .put("vif", "network devices")
          .put("vif2", "network devices")
          .put("vfb", "framebuffers")
          .put("vkb", "virtual keyboards")
          .put("channel", "channels")
          .put("p9", "shared folders")
          .put("pci", "PCI passthrough")
          .put("usbctrl", "USB controllers")
          .put("usbdev", "USB devices")
          .put("vtpm", "virtual TPMs")
          .put("vsnd", "sound devices")
          .put("vdispl", "displays")
          .put("pvcalls", "PV calls")
          .put("bootloader", "boot loaders on the host's side")
          .put("bootloader_args", "boot loaders on the host's side")
          .put("pool", "CPU pools")
          .put("cpu_weight", "scheduling weights")
          .put("cap", "scheduling caps")
          .put("vnuma", "virtual NUMA")
          .put("tsc_mode", "TSC modes")
          .put("e820_host", "the host's memory map")
          .put("ioports", "I/O port access")
          .put("iomem", "I/O memory access")
          .put("irqs", "interrupt access")
          .put("driver_domain", "driver domains")
          .put("seclabel", "security labels")
          .put("init_seclabel", "security labels")
          .put("device_tree", "device trees")
          .build();

  /** Keys of fully virtualized guests, without meaning for a PV one. */
  private static final ImmutableSet<String> HVM_ONLY =
      ImmutableSet.of(
          "acpi",
          "acpi_s3",
          "acpi_s4",
          "acpi_laptop_slate",
          "altp2m",
          "altp2mhvm",
          "apic",
          "bios",
          "boot",
          "device_model_args",
          "device_model_override",
          "device_model_version",
          "firmware",
          "gfx_passthru",
          "hap",
          "hdtype",
          "hpet",
          "mmio_hole",
          "nestedhvm",
          "nographic",
          "nx",
          "opengl",
          "pae",
          "sdl",
          "serial",
          "shadow_memory",
          "spice",
          "stdvga",
          "timer_mode",
          "usb",
          "usbdevice",
          "vga",
          "videoram",
          "viridian",
          "vnc",
          "vncdisplay",
          "vnclisten",
          "vncpasswd",
          "vpt_align",
          "xen_platform_pci");

  private KnownKeys() {}

  /** What the key asks for, if it is a real one that nothing answers yet. */
  static Optional<String> notBuilt(String key) {
    return Optional.ofNullable(NOT_BUILT.get(key));
  }

  static boolean isHvmOnly(String key) {
    return HVM_ONLY.contains(key);
  }

  /** The real key that a misspelt one was probably meant to be. */
  static Optional<String> suggestion(String key) {
    String best = null;
    int bestDistance = 3;
    for (ImmutableSet<String> keys : java.util.List.of(READ, NOT_BUILT.keySet(), WITHOUT_EFFECT)) {
      for (String known : keys) {
        int distance = Spelling.distance(key, known);
        if (distance < bestDistance) {
          bestDistance = distance;
          best = known;
        }
      }
    }
    return Optional.ofNullable(best);
  }
}
