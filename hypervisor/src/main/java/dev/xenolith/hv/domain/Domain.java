package dev.xenolith.hv.domain;

import dev.xenolith.abi.call.ShutdownReason;
import dev.xenolith.abi.layout.Abi;
import dev.xenolith.abi.num.DomId;
import java.util.List;

/** One domain: its identity, its vCPUs, and its share of every subsystem. */
public final class Domain {
  private final Xen xen;
  private final DomId id;
  private Abi abi;
  private final boolean privileged;
  private Vcpu[] vcpus = new Vcpu[0];
  private int pauseCount = 1;
  private ShutdownReason shutdown;
  private boolean dying;
  private long vmAssist;

  Domain(Xen xen, DomId id, Abi abi, boolean privileged) {
    this.xen = xen;
    this.id = id;
    this.abi = abi;
    this.privileged = privileged;
  }

  public DomId id() {
    return id;
  }

  /** The width of its kernel. */
  public Abi abi() {
    return abi;
  }

  /** Changes the width; only while the domain has neither memory nor a vCPU context. */
  public void setAbi(Abi newAbi) {
    abi = newAbi;
  }

  /** Whether it is the control domain. */
  public boolean isPrivileged() {
    return privileged;
  }

  /** Machine-wide services. */
  public Xen xen() {
    return xen;
  }

  /** Its vCPUs in order of index. */
  public List<Vcpu> vcpus() {
    return List.of(vcpus);
  }

  /** The vCPU of this index, or null. */
  public Vcpu vcpu(int index) {
    return index >= 0 && index < vcpus.length ? vcpus[index] : null;
  }

  /** How many vCPUs it has. */
  public int vcpuCount() {
    return vcpus.length;
  }

  void setVcpus(Vcpu[] all) {
    vcpus = all;
  }

  /** Options switched on with vm_assist: one bit per type (VMASST_TYPE_*). */
  public long vmAssist() {
    return vmAssist;
  }

  /** Whether the option of this type is on. */
  public boolean assists(int type) {
    return (vmAssist >>> type & 1) != 0;
  }

  public void setVmAssist(long bits) {
    vmAssist = bits;
  }

  /** Whether pauses outnumber unpauses; a new domain starts paused once. */
  public boolean isPaused() {
    return pauseCount > 0;
  }

  /** Why it shut down, or null while it has not. */
  public ShutdownReason shutdownReason() {
    return shutdown;
  }

  /** Whether destruction has begun. */
  public boolean isDying() {
    return dying;
  }

  @Override
  public String toString() {
    return id.toString();
  }
}
