package dev.xenolith.hv.domain;

import dev.xenolith.hv.trap.PrivilegedState;

/** What the privileged instructions of one vCPU's guest reach. */
final class VcpuPrivileges implements PrivilegedState {
  private static final int NOTHING_THERE = -1;

  private final Vcpu vcpu;
  private final GuestMsrs msrs;

  VcpuPrivileges(Vcpu vcpu) {
    this.vcpu = vcpu;
    msrs = new GuestMsrs(vcpu);
  }

  @Override
  public long readCr3() {
    return ContextWords.mfnToCr3(vcpu.abi(), vcpu.paging().base());
  }

  @Override
  public boolean writeCr3(long value) {
    Xen xen = vcpu.domain().xen();
    xen.paging().types().budget(Integer.MAX_VALUE);
    return vcpu.paging().newBase(ContextWords.cr3ToMfn(vcpu.abi(), value)) == 0;
  }

  @Override
  public void applyControl() {
    vcpu.processor().applyControl();
  }

  @Override
  public void setTaskSwitched(boolean on) {
    vcpu.processor().setTaskSwitched(on);
  }

  @Override
  public void applyDebug() {
    vcpu.processor().applyDebug();
  }

  @Override
  public void setInfoCr2(long linear) {
    vcpu.setInfoCr2(linear);
  }

  @Override
  public Long readMsr(int msr) {
    return msrs.read(msr);
  }

  @Override
  public boolean writeMsr(int msr, long value) {
    return msrs.write(msr, value);
  }

  @Override
  public long readTsc() {
    return vcpu.time().readTsc();
  }

  @Override
  public void cpuid(int leaf, int subleaf, int[] result) {
    vcpu.domain().xen().cpuid().emulate(vcpu, leaf, subleaf, result);
  }

  /** No domain has been given a port: whatever it reads is not there. */
  @Override
  public int readPort(int port, int bytes) {
    return NOTHING_THERE;
  }

  @Override
  public void writePort(int port, int bytes, int value) {
    // Nobody listens.
  }
}
