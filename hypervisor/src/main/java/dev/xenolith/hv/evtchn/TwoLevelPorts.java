package dev.xenolith.hv.evtchn;

import dev.xenolith.abi.num.VcpuId;
import dev.xenolith.abi.xen.SharedInfo;
import dev.xenolith.abi.xen.VcpuInfo;

/**
 * The two-level ABI: a bit per port in shared_info, a bit per word of those in vcpu_info, a flag
 * above them (event_channel.h, "2-level ABI").
 */
final class TwoLevelPorts implements PortOps {
  private final EventHost host;

  TwoLevelPorts(EventHost host) {
    this.host = host;
  }

  @Override
  public int maxPorts() {
    return wordBits() * wordBits();
  }

  private int wordBits() {
    return host.abi().wordBytes * 8;
  }

  @Override
  public boolean setPending(int port, VcpuId notify) {
    if (testAndSet(pendingBits(), port)) {
      return false;
    }
    if (!isMasked(port)) {
      select(port, notify);
    }
    return true;
  }

  @Override
  public void clearPending(int port) {
    testAndClear(pendingBits(), port);
  }

  @Override
  public void unmask(int port, VcpuId notify) {
    if (testAndClear(maskBits(), port) && isPending(port)) {
      select(port, notify);
    }
  }

  @Override
  public boolean isPending(int port) {
    return test(pendingBits(), port);
  }

  @Override
  public boolean isMasked(int port) {
    return test(maskBits(), port);
  }

  @Override
  public boolean isBusy(int port) {
    return false;
  }

  private void select(int port, VcpuId notify) {
    UpcallTarget target = Upcall.target(host, port, notify);
    long selector = target.vcpuInfoMaddr() + VcpuInfo.EVTCHN_PENDING_SEL.at(host.abi());
    if (!testAndSet(selector, port / wordBits())) {
      Upcall.request(host, target);
    }
  }

  private long pendingBits() {
    return host.sharedInfoMaddr() + SharedInfo.EVTCHN_PENDING.at(host.abi());
  }

  private long maskBits() {
    return host.sharedInfoMaddr() + SharedInfo.EVTCHN_MASK.at(host.abi());
  }

  // Bit n of a little-endian bitmap is bit n % 8 of byte n / 8, whatever the width of its words.

  private boolean test(long bitmap, int bit) {
    return (host.memory().getU8(bitmap + (bit >>> 3)) & 1 << (bit & 7)) != 0;
  }

  private boolean testAndSet(long bitmap, int bit) {
    long at = bitmap + (bit >>> 3);
    int old = host.memory().getU8(at);
    host.memory().putU8(at, old | 1 << (bit & 7));
    return (old & 1 << (bit & 7)) != 0;
  }

  private boolean testAndClear(long bitmap, int bit) {
    long at = bitmap + (bit >>> 3);
    int old = host.memory().getU8(at);
    host.memory().putU8(at, old & ~(1 << (bit & 7)));
    return (old & 1 << (bit & 7)) != 0;
  }
}
