package dev.xenolith.abi.xen;

/** Flags of the machine-wide control interface (sysctl.h). */
public final class SysctlFlags {
  /** The interface version of sysctl in Xen 4.17. */
  public static final int INTERFACE_VERSION = 0x15;

  /** physinfo: can run HVM. */
  public static final int PHYSCAP_HVM = 1;

  /** physinfo: can run PV. */
  public static final int PHYSCAP_PV = 1 << 1;

  /** physinfo: can assign devices. */
  public static final int PHYSCAP_DIRECTIO = 1 << 2;

  /** physinfo: hardware assisted paging. */
  public static final int PHYSCAP_HAP = 1 << 3;

  /** physinfo: shadow paging. */
  public static final int PHYSCAP_SHADOW = 1 << 4;

  /** physinfo: the IOMMU shares page tables. */
  public static final int PHYSCAP_IOMMU_HAP_PT_SHARE = 1 << 5;

  /** physinfo: can trace instructions. */
  public static final int PHYSCAP_VMTRACE = 1 << 6;

  /** physinfo: performance counters for guests. */
  public static final int PHYSCAP_VPMU = 1 << 7;

  /** physinfo: grant tables of version 1. */
  public static final int PHYSCAP_GNTTAB_V1 = 1 << 8;

  /** physinfo: grant tables of version 2. */
  public static final int PHYSCAP_GNTTAB_V2 = 1 << 9;

  private SysctlFlags() {}
}
