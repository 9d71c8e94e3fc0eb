package dev.xenolith.hv.mm;

import dev.xenolith.abi.num.DomId;

/** Counts flushes for {@link GuestTables}. */
record CountingFlusher(GuestTables owner) implements TlbFlusher {
  @Override
  public void flushVcpu(DomId domain, int vcpuId) {
    owner.flushes++;
  }

  @Override
  public void invlpgVcpu(DomId domain, int vcpuId, long linear) {
    owner.flushes++;
  }

  @Override
  public void flushDomain(DomId domain) {
    owner.flushes++;
  }

  @Override
  public void invlpgDomain(DomId domain, long linear) {
    owner.flushes++;
  }

  @Override
  public void flushAll() {
    owner.flushes++;
  }

  @Override
  public void reload(DomId domain, int vcpuId) {
    owner.flushes++;
  }
}
