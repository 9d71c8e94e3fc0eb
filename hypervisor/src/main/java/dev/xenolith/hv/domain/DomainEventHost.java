package dev.xenolith.hv.domain;

import dev.xenolith.abi.layout.Abi;
import dev.xenolith.abi.layout.GuestBytes;
import dev.xenolith.abi.num.DomId;
import dev.xenolith.abi.num.Mfn;
import dev.xenolith.abi.num.VcpuId;
import dev.xenolith.abi.trace.TraceClass;
import dev.xenolith.abi.trace.TraceEvent;
import dev.xenolith.hv.evtchn.EventHost;
import dev.xenolith.hv.evtchn.UpcallTarget;
import dev.xenolith.hv.mm.FrameType;
import dev.xenolith.hv.mm.PageTypes;

/** A domain as its event channels see it. */
final class DomainEventHost implements EventHost {
  private final Domain domain;

  DomainEventHost(Domain domain) {
    this.domain = domain;
  }

  @Override
  public DomId id() {
    return domain.id();
  }

  @Override
  public Abi abi() {
    return domain.abi();
  }

  @Override
  public GuestBytes memory() {
    return domain.xen().memory();
  }

  @Override
  public long sharedInfoMaddr() {
    return domain.sharedInfo().toMaddr().raw();
  }

  @Override
  public UpcallTarget target(VcpuId vcpu) {
    return domain.vcpu(vcpu.raw());
  }

  @Override
  public boolean isDying() {
    return domain.isDying();
  }

  @Override
  public boolean holdWritable(long mfnRaw) {
    PageTypes types = domain.xen().paging().types();
    return types.getPageAndType(mfnRaw, domain.memory(), FrameType.WRITABLE);
  }

  @Override
  public void letGoWritable(Mfn mfn) {
    domain.xen().paging().types().putPageAndType(mfn.raw());
  }

  @Override
  public boolean compareAndSetU32(long maddr, int expected, int value) {
    return domain.xen().memory().compareAndSetU32(maddr, expected, value);
  }

  @Override
  public void warn(String text) {
    domain.xen().log().printk(domain.id() + ": " + text);
  }

  @Override
  public boolean tracesEvents() {
    return domain.xen().trace().wants(TraceClass.EVENT);
  }

  @Override
  public void record(VcpuId vcpu, TraceEvent event) {
    domain.xen().trace().record(domain.id().raw(), vcpu.raw(), event);
  }
}
