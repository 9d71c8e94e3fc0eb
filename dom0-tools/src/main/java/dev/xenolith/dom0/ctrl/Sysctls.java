package dev.xenolith.dom0.ctrl;

import dev.xenolith.abi.call.Sysctl;
import dev.xenolith.abi.layout.Abi;
import dev.xenolith.abi.layout.GuestBytes;
import dev.xenolith.abi.num.DomId;
import dev.xenolith.abi.xen.SysctlFlags;
import dev.xenolith.abi.xen.XenDomctlGetdomaininfo;
import dev.xenolith.abi.xen.XenSysctl;
import dev.xenolith.abi.xen.XenSysctlDebugKeys;
import dev.xenolith.abi.xen.XenSysctlGetdomaininfolist;
import dev.xenolith.abi.xen.XenSysctlPhysinfo;
import dev.xenolith.abi.xen.XenSysctlReadconsole;
import dev.xenolith.abi.xen.XenSysctlSchedId;
import dev.xenolith.dom0.kernel.Arguments;
import dev.xenolith.dom0.kernel.HypercallFailedException;
import dev.xenolith.dom0.kernel.Hypercalls;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Asks about the machine and all domains. */
public final class Sysctls {
  private static final Abi ABI = Abi.PV64;
  private static final int CONSOLE_BYTES = 16 << 10;
  private static final int DOMAINS_PER_CALL = 64;

  private final Hypercalls hypercalls;

  /** Machine control through these hypercalls. */
  public Sysctls(Hypercalls hypercalls) {
    this.hypercalls = hypercalls;
  }

  /**
   * The machine (xen_sysctl_physinfo).
   *
   * @param totalPages pages of machine memory
   * @param freePages those nobody owns
   * @param capabilities XEN_SYSCTL_PHYSCAP_* bits
   * @param hwCaps eight words of the processor's features
   */
  public record PhysicalInfo(
      int threadsPerCore,
      int coresPerSocket,
      int cpus,
      int cpuKhz,
      long totalPages,
      long freePages,
      int capabilities,
      List<Integer> hwCaps) {}

  /** Fills and reads the part of the structure that belongs to the command. */
  @FunctionalInterface
  interface Exchange {
    /** Writes arguments before the call, with {@code done} false, and takes results after it. */
    void member(GuestBytes memory, long at, boolean done);
  }

  void call(Arguments.Scope scope, Sysctl command, int member, Exchange exchange)
      throws HypercallFailedException {
    GuestBytes memory = scope.memory();
    long at = scope.struct(XenSysctl.LAYOUT);
    XenSysctl.CMD.put(memory, at, ABI, command.number);
    XenSysctl.INTERFACE_VERSION.put(memory, at, ABI, SysctlFlags.INTERFACE_VERSION);
    exchange.member(memory, at + member, false);
    hypercalls.command(command, at, "the machine");
    exchange.member(memory, at + member, true);
  }

  /** Describes the machine. */
  public PhysicalInfo physicalInfo() throws HypercallFailedException {
    PhysicalInfo[] info = new PhysicalInfo[1];
    try (Arguments.Scope scope = hypercalls.open()) {
      call(
          scope,
          Sysctl.PHYSINFO,
          XenSysctl.PHYSINFO.at(ABI),
          (m, at, done) ->
              info[0] =
                  new PhysicalInfo(
                      XenSysctlPhysinfo.THREADS_PER_CORE.get(m, at, ABI),
                      XenSysctlPhysinfo.CORES_PER_SOCKET.get(m, at, ABI),
                      XenSysctlPhysinfo.NR_CPUS.get(m, at, ABI),
                      XenSysctlPhysinfo.CPU_KHZ.get(m, at, ABI),
                      XenSysctlPhysinfo.TOTAL_PAGES.get(m, at, ABI),
                      XenSysctlPhysinfo.FREE_PAGES.get(m, at, ABI),
                      XenSysctlPhysinfo.CAPABILITIES.get(m, at, ABI),
                      words(m, at)));
    }
    return info[0];
  }

  private static List<Integer> words(GuestBytes memory, long at) {
    List<Integer> words = new ArrayList<>();
    for (int i = 0; i < XenSysctlPhysinfo.HW_CAP.count(); i++) {
      words.add(memory.getU32(at + XenSysctlPhysinfo.HW_CAP.at(ABI, i)));
    }
    return words;
  }

  /** What the hypervisor has logged, as far as it remembers: {@code xl dmesg}. */
  public String readConsole() throws HypercallFailedException {
    StringBuilder text = new StringBuilder();
    int[] index = {0};
    int[] got = new int[1];
    do {
      try (Arguments.Scope scope = hypercalls.open()) {
        long buffer = scope.bytes(CONSOLE_BYTES);
        call(
            scope,
            Sysctl.READCONSOLE,
            XenSysctl.READCONSOLE.at(ABI),
            (m, at, done) -> {
              if (done) {
                got[0] = XenSysctlReadconsole.COUNT.get(m, at, ABI);
                index[0] = XenSysctlReadconsole.INDEX.get(m, at, ABI);
              } else {
                XenSysctlReadconsole.INCREMENTAL.put(m, at, ABI, 1);
                XenSysctlReadconsole.INDEX.put(m, at, ABI, index[0]);
                XenSysctlReadconsole.BUFFER.put(m, at, ABI, buffer);
                XenSysctlReadconsole.COUNT.put(m, at, ABI, CONSOLE_BYTES);
              }
            });
        byte[] bytes = scope.memory().copy(buffer, Math.clamp(got[0], 0, CONSOLE_BYTES));
        text.append(new String(bytes, StandardCharsets.ISO_8859_1));
      }
    } while (got[0] > 0);
    return text.toString();
  }

  /** Forgets what {@link #readConsole} has read: {@code xl dmesg -c}. */
  public void clearConsole() throws HypercallFailedException {
    try (Arguments.Scope scope = hypercalls.open()) {
      long buffer = scope.bytes(1);
      call(
          scope,
          Sysctl.READCONSOLE,
          XenSysctl.READCONSOLE.at(ABI),
          (m, at, done) -> {
            if (!done) {
              XenSysctlReadconsole.CLEAR.put(m, at, ABI, 1);
              XenSysctlReadconsole.BUFFER.put(m, at, ABI, buffer);
            }
          });
    }
  }

  /** Presses keys of the hypervisor's console. */
  public void debugKeys(String keys) throws HypercallFailedException {
    byte[] bytes = keys.getBytes(StandardCharsets.ISO_8859_1);
    try (Arguments.Scope scope = hypercalls.open()) {
      long text = scope.bytes(Math.max(1, bytes.length));
      scope.memory().put(text, bytes, 0, bytes.length);
      call(
          scope,
          Sysctl.DEBUG_KEYS,
          XenSysctl.DEBUG_KEYS.at(ABI),
          (m, at, done) -> {
            if (!done) {
              XenSysctlDebugKeys.KEYS.put(m, at, ABI, text);
              XenSysctlDebugKeys.NR_KEYS.put(m, at, ABI, bytes.length);
            }
          });
    }
  }

  /** Which scheduler runs the machine (XEN_SCHEDULER_*). */
  public int schedulerId() throws HypercallFailedException {
    int[] id = new int[1];
    try (Arguments.Scope scope = hypercalls.open()) {
      call(
          scope,
          Sysctl.SCHED_ID,
          XenSysctl.SCHED_ID.at(ABI),
          (m, at, done) -> id[0] = XenSysctlSchedId.SCHED_ID.get(m, at, ABI));
    }
    return id[0];
  }

  /** Describes all domains, in order of their numbers. */
  public List<DomainInfo> domains() throws HypercallFailedException {
    List<DomainInfo> all = new ArrayList<>();
    int stride = XenDomctlGetdomaininfo.LAYOUT.size(ABI);
    int[] first = {0};
    int[] count = new int[1];
    do {
      try (Arguments.Scope scope = hypercalls.open()) {
        long buffer = scope.bytes((long) stride * DOMAINS_PER_CALL);
        call(
            scope,
            Sysctl.GETDOMAININFOLIST,
            XenSysctl.GETDOMAININFOLIST.at(ABI),
            (m, at, done) -> {
              if (done) {
                count[0] = XenSysctlGetdomaininfolist.NUM_DOMAINS.get(m, at, ABI);
              } else {
                XenSysctlGetdomaininfolist.FIRST_DOMAIN.put(m, at, ABI, first[0]);
                XenSysctlGetdomaininfolist.MAX_DOMAINS.put(m, at, ABI, DOMAINS_PER_CALL);
                XenSysctlGetdomaininfolist.BUFFER.put(m, at, ABI, buffer);
              }
            });
        for (int i = 0; i < count[0]; i++) {
          all.add(DomainInfos.read(scope.memory(), buffer + (long) i * stride));
        }
      }
      first[0] = all.isEmpty() ? DomId.FIRST_RESERVED : all.getLast().domid().raw() + 1;
    } while (count[0] == DOMAINS_PER_CALL);
    return all;
  }
}
