package dev.xenolith.hv.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.xenolith.hv.kit.GuestCode;
import dev.xenolith.hv.kit.TestDomain;
import org.junit.jupiter.api.Test;

class TestDomainTest {
  @Test
  void aKernelWithoutAHandlerForItsTrapCrashesItsDomainWithAReport() {
    TestDomain d = TestDomain.createPaused(TestDomain.machine(), new GuestCode().hex("90"));
    d.vcpu().delivery().injectException(6, 0);
    String problem = d.vcpu().delivery().deliverAll();
    d.domain().crash(d.vcpu(), problem);
    assertTrue(d.log().contains("no handler"), d.log());
    assertTrue(d.log().contains("RIP:    e019:[<00100000>]"), d.log());
  }

  @Test
  void theM2pNamesThePagesOfTheDomain() {
    TestDomain d = TestDomain.createPaused(TestDomain.machine(), new GuestCode().hex("90"));
    long mfn = d.mfnOf(TestDomain.L3);
    byte[] entry = new byte[4];
    assertEquals(0, d.vcpu().linear().read(0xF5800000L + 4 * mfn, entry, 0, 4));
    assertEquals((TestDomain.L3 - TestDomain.BASE) >>> 12, entry[0] & 0xFF);
  }
}
