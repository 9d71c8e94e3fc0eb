package dev.xenolith.dom0.host;

import dev.xenolith.abi.xen.SysctlFlags;
import dev.xenolith.dom0.ctrl.HypervisorVersion;
import dev.xenolith.dom0.ctrl.Sysctls;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The machine and its hypervisor: what {@code xl info} prints.
 *
 * @param scheduler its name, as xl has it
 * @param virtCaps kinds of guests and of grant tables
 * @param hwCaps words of the processor's features, as xl prints them
 */
public record MachineView(
    Sysctls.PhysicalInfo physical,
    HypervisorVersion version,
    String scheduler,
    String virtCaps,
    String hwCaps) {
  static MachineView of(Sysctls.PhysicalInfo physical, HypervisorVersion version, String name) {
    String words =
        physical.hwCaps().stream().map("%08x"::formatted).collect(Collectors.joining(":"));
    return new MachineView(physical, version, name, virtCaps(physical.capabilities()), words);
  }

  private static String virtCaps(int bits) {
    List<String> words = new ArrayList<>();
    add(words, bits, SysctlFlags.PHYSCAP_PV, "pv");
    add(words, bits, SysctlFlags.PHYSCAP_HVM, "hvm");
    add(words, bits, SysctlFlags.PHYSCAP_HAP, "hap");
    add(words, bits, SysctlFlags.PHYSCAP_SHADOW, "shadow");
    add(words, bits, SysctlFlags.PHYSCAP_GNTTAB_V1, "gnttab-v1");
    add(words, bits, SysctlFlags.PHYSCAP_GNTTAB_V2, "gnttab-v2");
    return String.join(" ", words);
  }

  private static void add(List<String> words, int bits, int bit, String word) {
    if ((bits & bit) != 0) {
      words.add(word);
    }
  }
}
