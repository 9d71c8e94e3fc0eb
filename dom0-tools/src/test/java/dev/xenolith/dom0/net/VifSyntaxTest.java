package dev.xenolith.dom0.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The examples of xl-network-configuration(5), what it forbids, and what is ours. */
class VifSyntaxTest {
  private static VifSpec read(String text) throws VifException {
    return VifSyntax.parse(text);
  }

  @Test
  void theManualsExamplesAreRead() throws VifException {
    VifSpec vif = read("mac=00:16:3E:74:3d:76,bridge=xenbr0");
    assertEquals("00:16:3e:74:3d:76", vif.mac().orElseThrow().toString());
    assertEquals("xenbr0", vif.bridge());
    assertEquals("xenbr0", read("mac=00:16:3E:74:3d:76").bridge());
    assertEquals(Optional.empty(), read("").mac());
    VifSpec more = read("bridge=br1, ip=10.0.0.2 fe80::2, vifname=web, devid=3, script=vif-bridge");
    assertEquals("br1", more.bridge());
    assertEquals(Optional.of("web"), more.name());
    assertEquals(Optional.of("10.0.0.2 fe80::2"), more.ip());
    assertEquals(3, more.device());
  }

  @Test
  void aCardThroughTheHostMayForwardPorts() throws VifException {
    VifSpec vif = read("backend=user,forward=2222:22,forward=udp:10.0.0.1/53");
    assertEquals(
        new VifSpec.ThroughHost(
            List.of(
                new VifSpec.Forward(false, "127.0.0.1", 2222, 22),
                new VifSpec.Forward(true, "10.0.0.1", 53, 53))),
        vif.link());
    assertEquals("", vif.bridge());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "mack=00:16:3e:00:00:01 | unrecognized argument `mack=00:16:3e:00:00:01'; did you mean"
            + " 'mac'?",
        "ma=00:16:3e:00:00:01 | unrecognized argument `ma=00:16:3e:00:00:01'; did you mean 'mac'?",
        "brigde=xenbr0 | unrecognized argument `brigde=xenbr0'; did you mean 'bridge'?",
        "bridge | 'bridge' needs a value: bridge=...",
        "colour=blue | unrecognized argument `colour=blue'",
        "bridge=a,bridge=b | 'bridge' is given twice",
        "mac=00:16:3e:0:0:1 | '00:16:3e:0:0:1' is no address as in 00:16:3e:12:34:56",
        "mac=01:00:5e:00:00:01 | '01:00:5e:00:00:01' cannot be the address of one card",
        "type=ioemu | 'type=ioemu' is for HVM guests; vif is for PV ones",
        "rate=10Mb/s | limits of rates are not available ('rate')",
        "script=vif-nat | hot-plug scripts are not available ('script'), but vif-bridge is",
        "backend=netdom | driver domains are not available ('backend')",
        "forward=80 | 'forward' goes with 'backend=user' alone",
        "backend=user,forward=80:x | 'forward=80:x' is not as in forward=tcp:8080:80",
        "backend=user,forward=0 | 'forward=0' is not as in forward=tcp:8080:80",
        "backend=user,bridge=xenbr0 | 'bridge' does not go with 'backend=user'",
        "devid=999 | 'devid' is from 0 to 254, not '999'",
        "bridge=a/b | 'bridge=a/b': a name has 1 to 15 visible characters",
      })
  void whatCannotBeIsRefusedWithASentence(String text, String sentence) {
    assertEquals(sentence, assertThrows(VifException.class, () -> read(text)).getMessage());
  }
}
