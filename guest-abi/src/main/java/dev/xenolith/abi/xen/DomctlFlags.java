package dev.xenolith.abi.xen;

/** Flags of the control interface (domctl.h). */
public final class DomctlFlags {
  /** The interface version of domctl in Xen 4.17. */
  public static final int INTERFACE_VERSION = 0x15;

  /** createdomain: not PV. */
  public static final int CDF_HVM = 1;

  /** createdomain: hardware assisted paging. */
  public static final int CDF_HAP = 1 << 1;

  /** createdomain: check memory across suspend to RAM. */
  public static final int CDF_S3_INTEGRITY = 1 << 2;

  /** createdomain: no out-of-sync shadows. */
  public static final int CDF_OOS_OFF = 1 << 3;

  /** createdomain: will run xenstored. */
  public static final int CDF_XS_DOMAIN = 1 << 4;

  /** createdomain: may have devices assigned. */
  public static final int CDF_IOMMU = 1 << 5;

  /** createdomain: nested virtualization. */
  public static final int CDF_NESTED_VIRT = 1 << 6;

  /** createdomain: performance counters. */
  public static final int CDF_VPMU = 1 << 7;

  /** getdomaininfo: being destroyed. */
  public static final int DOMINF_DYING = 1;

  /** getdomaininfo: not PV. */
  public static final int DOMINF_HVM_GUEST = 1 << 1;

  /** getdomaininfo: has shut down. */
  public static final int DOMINF_SHUTDOWN = 1 << 2;

  /** getdomaininfo: paused by the toolstack. */
  public static final int DOMINF_PAUSED = 1 << 3;

  /** getdomaininfo: all vCPUs wait for events. */
  public static final int DOMINF_BLOCKED = 1 << 4;

  /** getdomaininfo: some vCPU runs. */
  public static final int DOMINF_RUNNING = 1 << 5;

  /** getdomaininfo: a debugger is attached. */
  public static final int DOMINF_DEBUGGED = 1 << 6;

  /** getdomaininfo: runs xenstored. */
  public static final int DOMINF_XS_DOMAIN = 1 << 7;

  /** getdomaininfo: hardware assisted paging. */
  public static final int DOMINF_HAP = 1 << 8;

  /** getdomaininfo: where the shutdown reason begins. */
  public static final int DOMINF_SHUTDOWN_SHIFT = 16;

  /** getdomaininfo: the shutdown reason, after shifting. */
  public static final int DOMINF_SHUTDOWN_MASK = 0xFF;

  /** getdomaininfo: no vCPU yet. */
  public static final int INVALID_MAX_VCPU_ID = -1;

  /** createdomain.grant_opts: the highest version of the grant table. */
  public static final int GRANT_VERSION_MASK = 0xF;

  /** vcpuaffinity: the hard affinity is meant. */
  public static final int VCPUAFFINITY_HARD = 1;

  /** vcpuaffinity: the soft affinity is meant. */
  public static final int VCPUAFFINITY_SOFT = 1 << 1;

  /** vcpuaffinity: override a temporary pin. */
  public static final int VCPUAFFINITY_FORCE = 1 << 2;

  private DomctlFlags() {}
}
