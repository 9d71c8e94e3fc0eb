package dev.xenolith.hv.mm;

import dev.xenolith.abi.num.DomId;

/**
 * Forgets cached translations of vCPUs. Page types rely on it: when a method returns, no vCPU it
 * names uses a translation from before the call.
 */
public interface TlbFlusher {
  /** For tables nothing runs on. */
  TlbFlusher NONE =
      new TlbFlusher() {
        @Override
        public void flushVcpu(DomId domain, int vcpuId) {}

        @Override
        public void invlpgVcpu(DomId domain, int vcpuId, long linear) {}

        @Override
        public void flushDomain(DomId domain) {}

        @Override
        public void invlpgDomain(DomId domain, long linear) {}

        @Override
        public void flushAll() {}

        @Override
        public void reload(DomId domain, int vcpuId) {}
      };

  /** One vCPU forgets everything, global translations too. */
  void flushVcpu(DomId domain, int vcpuId);

  /** One vCPU forgets one page. */
  void invlpgVcpu(DomId domain, int vcpuId, long linear);

  /** All vCPUs of the domain forget everything. */
  void flushDomain(DomId domain);

  /** All vCPUs of the domain forget one page. */
  void invlpgDomain(DomId domain, long linear);

  /** All vCPUs of the machine forget everything. */
  void flushAll();

  /**
   * One vCPU loads CR3, GDTR and LDTR again from its {@link VcpuPaging} and forgets everything but
   * global translations.
   */
  void reload(DomId domain, int vcpuId);
}
