package dev.xenolith.dom0.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A key of xl.cfg and what becomes of it. This is the table: the reader goes by it, and the page
 * that documents the keys is made from it.
 *
 * @param text what it does, why it does nothing, or what it asks for
 */
record ConfigKey(String name, Fate fate, String text) {
  /** What becomes of a key. */
  enum Fate {
    /** {@link DomainConfigReader} reads it. */
    READ("Read"),
    /** It changes nothing that a guest could see here; accepted as xl accepts it. */
    WITHOUT_EFFECT("Accepted, without effect"),
    /** It asks for something that does not exist yet. */
    NOT_BUILT("Refused: not available yet"),
    /** Of fully virtualized guests or their device models, or of other processors. */
    HVM_ONLY("Not for PV domains: warned about");

    /** How the page calls them. */
    final String title;

    Fate(String title) {
      this.title = title;
    }
  }

  private static final List<ConfigKey> FOR_PV =
      List.of(
          read("name", "The domain's name, which is needed; 1 to 255 visible characters."),
          read("type", "\"pv\", the only type there is."),
          read("builder", "\"generic\", the older word for that."),
          read("uuid", "Its UUID; a new one where it is missing."),
          read("memory", "Memory it starts with, in MiB."),
          read("maxmem", "The most memory it may balloon to, in MiB."),
          read("vcpus", "vCPUs that are online at the start."),
          read("maxvcpus", "vCPUs it may bring online."),
          read(
              "cpus",
              "CPUs its vCPUs may run on; CPU 0 must be among them, for there is no other."),
          read("cpus_soft", "CPUs they had better run on."),
          read(
              "cpu_weight",
              "Its weight for the credit scheduler, from 1 to 65535; 256 where it is missing."),
          read("cap", "The most it may have of the CPU, in percent; 0 is no limit."),
          read("pool", "\"Pool-0\", the only CPU pool there is."),
          read("kernel", "The kernel image: ELF or bzImage."),
          read("ramdisk", "The module that the kernel is handed."),
          read("cmdline", "The kernel's command line."),
          read("root", "The part of the command line behind \"root=\"."),
          read("extra", "The rest of the command line."),
          read("on_poweroff", "What follows a power-off."),
          read("on_reboot", "What follows a reboot."),
          read(
              "on_crash",
              "What follows a crash; coredump-destroy and coredump-restart dump to dump/NAME in the"
                  + " host's folder."),
          read("on_watchdog", "What follows when its watchdog fires."),
          read(
              "on_soft_reset",
              "What follows when it asks for a soft reset; Xen has none for PV domains, so"
                  + " soft-reset destroys it."),
          read("rtc_timeoffset", "Seconds that its wall clock is ahead of UTC."),
          read("localtime", "Whether its wall clock tells the host's local time."),
          read(
              "tsc_mode",
              "\"default\", \"always_emulate\", \"native\" or \"native_paravirt\", or their numbers"
                  + " 0 to 3."),
          read(
              "cpuid",
              "What CPUID is to say otherwise, in either form; hypervisor/CPUID.md has the"
                  + " features."),
          read("max_event_channels", "Highest event channel it may use."),
          read("max_grant_frames", "Pages its grant table may grow to."),
          read("max_maptrack_frames", "Pages for the grants it maps."),
          read("max_grant_version", "Highest version of the grant table it may use."),
          read("disk", "Its disks, as xl-disk-configuration(5) writes them: raw and qcow2 files."),
          read(
              "vfb",
              "Its screen with a keyboard and a pointer, for VNC: vnc, vnclisten, vncdisplay,"
                  + " vncunused, vncpasswd, keymap. One screen, on the loopback interface."),
          read(
              "channel",
              "Consoles besides the first, for programs: name=, connection=pty, or"
                  + " connection=socket and path= of a Unix socket."),
          read(
              "p9",
              "Folders of the host that it may mount; security_model=none only, and on Linux"
                  + " hosts."),
          read(
              "vif",
              "Its network cards, as xl-network-configuration(5) writes them: on a bridge, xenbr0"
                  + " where none is named; or, with backend=user, on the host's network, where"
                  + " forward=tcp:8080:80 leads a port to the guest."),
          read("passthrough", "\"disabled\" or \"0\": there are no devices to be passed through."),
          withoutEffect(
              "loader", "An older word for the kernel of HVM domains, which XTF's files have."),
          withoutEffect("nomigrate", "Domains do not migrate."),
          withoutEffect("vncviewer", "xl vncviewer tells where a screen is."),
          withoutEffect("xend_suspend_evtchn_compat", "Domains do not suspend."),
          withoutEffect("vmtrace_buf_kb", "The processor traces no branches."),
          notBuilt("vif2", "network devices"),
          notBuilt("vkb", "virtual keyboards"),
          notBuilt("pci", "PCI passthrough"),
          notBuilt("pci_msitranslate", "PCI passthrough"),
          notBuilt("pci_power_mgmt", "PCI passthrough"),
          notBuilt("pci_permissive", "PCI passthrough"),
          notBuilt("pci_seize", "PCI passthrough"),
          notBuilt("dtdev", "device tree passthrough"),
          notBuilt("rdm", "PCI passthrough"),
          notBuilt("usbctrl", "USB controllers"),
          notBuilt("usbdev", "USB devices"),
          notBuilt("vtpm", "virtual TPMs"),
          notBuilt("vsnd", "sound devices"),
          notBuilt("vdispl", "displays"),
          notBuilt("pvcalls", "PV calls"),
          notBuilt("bootloader", "boot loaders on the host's side"),
          notBuilt("bootloader_args", "boot loaders on the host's side"),
          notBuilt("msr_relaxed", "relaxed MSRs"),
          notBuilt("vnuma", "virtual NUMA"),
          notBuilt("e820_host", "the host's memory map"),
          notBuilt("ioports", "I/O port access"),
          notBuilt("iomem", "I/O memory access"),
          notBuilt("irqs", "interrupt access"),
          notBuilt("driver_domain", "driver domains"),
          notBuilt("seclabel", "security labels"),
          notBuilt("init_seclabel", "security labels"),
          notBuilt("device_tree", "device trees"),
          notBuilt("vpmu", "performance counters"),
          notBuilt("xenstore_quota", "quotas of its own in xenstore (not in xl 4.17 either)"),
          notBuilt(
              "xenstore_feature_mask", "masks of xenstore's features (not in xl 4.17 either)"));

  private static final String HVM_ONLY =
      "acpi acpi_firmware acpi_laptop_slate acpi_s3 acpi_s4 altp2m altp2mhvm apic bios"
          + " bios_path_override boot device_model_args device_model_args_hvm device_model_args_pv"
          + " device_model_override device_model_stubdomain_override"
          + " device_model_stubdomain_seclabel device_model_user device_model_version dm_restrict"
          + " firmware gfx_passthru gic_version hap hdtype hpet keymap mca_caps mmio_hole"
          + " ms_vm_genid nestedhvm nographic nx oos opengl pae pvshim pvshim_cmdline pvshim_extra"
          + " pvshim_path rdm_mem_boundary sdl serial shadow_memory smbios_firmware soundhw spice"
          + " spice_clipboard_sharing spice_image_compression spice_streaming_video"
          + " spiceagent_mouse spicedisable_ticketing spicehost spicepasswd spiceport spicetls_port"
          + " spiceusbredirection spicevdagent stdvga stubdomain_cmdline stubdomain_kernel"
          + " stubdomain_memory stubdomain_ramdisk tee timer_mode usb usbdevice usbversion"
          + " vendor_device vga videoram viridian vkb_device vnc vncdisplay vnclisten vncpasswd"
          + " vncunused vpt_align vuart xen_platform_pci";

  /** All keys. */
  static final List<ConfigKey> ALL = all();

  private static final Map<String, ConfigKey> BY_NAME =
      ALL.stream().collect(Collectors.toMap(ConfigKey::name, Function.identity()));

  private static ConfigKey read(String name, String text) {
    return new ConfigKey(name, Fate.READ, text);
  }

  private static ConfigKey withoutEffect(String name, String text) {
    return new ConfigKey(name, Fate.WITHOUT_EFFECT, text);
  }

  private static ConfigKey notBuilt(String name, String text) {
    return new ConfigKey(name, Fate.NOT_BUILT, text);
  }

  private static List<ConfigKey> all() {
    List<ConfigKey> all = new ArrayList<>(FOR_PV);
    for (String name : HVM_ONLY.split(" ")) {
      all.add(new ConfigKey(name, Fate.HVM_ONLY, ""));
    }
    return List.copyOf(all);
  }

  /** The key of this name, or null. */
  static ConfigKey of(String name) {
    return BY_NAME.get(name);
  }
}
