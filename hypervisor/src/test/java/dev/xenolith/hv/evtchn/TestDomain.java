package dev.xenolith.hv.evtchn;

import dev.xenolith.abi.layout.Abi;
import dev.xenolith.abi.layout.ByteArrayBytes;
import dev.xenolith.abi.layout.GuestBytes;
import dev.xenolith.abi.num.DomId;
import dev.xenolith.abi.num.EvtchnPort;
import dev.xenolith.abi.num.Mfn;
import dev.xenolith.abi.num.VcpuId;
import dev.xenolith.abi.xen.SharedInfo;
import dev.xenolith.abi.xen.VcpuInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** A domain that consists of its shared page and of vCPUs that count their kicks. */
final class TestDomain implements EventHost {
  static final VcpuId V0 = new VcpuId(0);
  static final VcpuId V1 = new VcpuId(1);

  final Abi abi;
  final int[] kicks;
  final int[] unblocks;
  boolean dying;
  EventChannels channels;
  private final DomId id;
  private final ByteArrayBytes page = new ByteArrayBytes(64 * 4096);

  /** How often each frame is held; a frame that is not here is none of the domain's. */
  final TreeMap<Long, Integer> held = new TreeMap<>();

  final List<String> warnings = new ArrayList<>();

  /** What a guest on another processor does just before a word is replaced. */
  Runnable beforeReplacing = () -> {};

  TestDomain(int id, Abi abi, int vcpus) {
    this(id, abi, vcpus, -1, PirqLines.none(56));
  }

  TestDomain(int id, Abi abi, int vcpus, int maxPort, PirqLines pirqs) {
    this.id = new DomId(id);
    this.abi = abi;
    kicks = new int[vcpus];
    unblocks = new int[vcpus];
    channels = new EventChannels(this, pirqs, maxPort);
  }

  @Override
  public DomId id() {
    return id;
  }

  @Override
  public Abi abi() {
    return abi;
  }

  @Override
  public GuestBytes memory() {
    return page;
  }

  @Override
  public long sharedInfoMaddr() {
    return 0;
  }

  @Override
  public UpcallTarget target(VcpuId vcpu) {
    if (vcpu.raw() < 0 || vcpu.raw() >= kicks.length) {
      return null;
    }
    return new UpcallTarget() {
      @Override
      public long vcpuInfoMaddr() {
        return SharedInfo.VCPU_INFO.at(abi, vcpu.raw());
      }

      @Override
      public void kick() {
        kicks[vcpu.raw()]++;
      }

      @Override
      public void unblock() {
        unblocks[vcpu.raw()]++;
      }
    };
  }

  @Override
  public boolean holdWritable(long mfnRaw) {
    return held.computeIfPresent(mfnRaw, (_, n) -> n + 1) != null;
  }

  @Override
  public void letGoWritable(Mfn mfn) {
    held.merge(mfn.raw(), -1, Integer::sum);
  }

  @Override
  public boolean compareAndSetU32(long maddr, int expected, int value) {
    beforeReplacing.run();
    if (page.getU32(maddr) != expected) {
      return false;
    }
    page.putU32(maddr, value);
    return true;
  }

  @Override
  public void warn(String text) {
    warnings.add(text);
  }

  @Override
  public boolean isDying() {
    return dying;
  }

  EvtchnPort unboundFor(TestDomain remote) {
    return new EvtchnPort((int) channels.allocUnbound(remote.id()));
  }

  EvtchnPort connect(TestDomain remote) {
    EvtchnPort there = remote.unboundFor(this);
    return new EvtchnPort((int) channels.bindInterdomain(remote.channels, there));
  }

  boolean upcallPending(VcpuId vcpu) {
    return VcpuInfo.EVTCHN_UPCALL_PENDING.get(page, target(vcpu).vcpuInfoMaddr(), abi) != 0;
  }

  long selector(VcpuId vcpu) {
    return VcpuInfo.EVTCHN_PENDING_SEL.get(page, target(vcpu).vcpuInfoMaddr(), abi);
  }

  void mask(EvtchnPort port) {
    long at = SharedInfo.EVTCHN_MASK.at(abi) + port.raw() / 8;
    page.putU8(at, page.getU8(at) | 1 << port.raw() % 8);
  }

  /** What an upcall handler does: takes the flag, the selector and the pending bits. */
  void handleUpcall(VcpuId vcpu) {
    VcpuInfo.EVTCHN_UPCALL_PENDING.put(page, target(vcpu).vcpuInfoMaddr(), abi, 0);
    VcpuInfo.EVTCHN_PENDING_SEL.put(page, target(vcpu).vcpuInfoMaddr(), abi, 0);
    for (int i = 0; i < SharedInfo.EVTCHN_PENDING.size(abi); i++) {
      page.putU8(SharedInfo.EVTCHN_PENDING.at(abi) + i, 0);
    }
  }
}
