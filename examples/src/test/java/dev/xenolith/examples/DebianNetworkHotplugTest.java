package dev.xenolith.examples;

import static dev.xenolith.examples.DebianLinux.PROMPT;
import static dev.xenolith.examples.DebianLinux.answer;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.xenolith.abi.call.ShutdownReason;
import dev.xenolith.dom0.device.CardUse;
import dev.xenolith.dom0.launch.Machine;
import dev.xenolith.dom0.net.VifSpec;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Debian's stock Linux whose network cards come and go while it runs. */
class DebianNetworkHotplugTest {
  private static final String FIRST = "00:16:3e:00:00:01";
  private static final String SECOND = "00:16:3e:00:00:02";

  /** Comes back when Linux has so many cards besides its loopback interface, then says which. */
  private static final String CARDS =
      "cards() { until [ $(ls /sys/class/net | grep -c eth) = $1 ]; do sleep 0.1; done;"
          + " cat /sys/class/net/eth*/address 2>/dev/null; }";

  /** Asks everybody by one card until the other, on the same bridge, has heard it. */
  private static final String SENDS =
      "sends() { ip link set $1 up; ip link set $2 up; ip addr add 10.0.0.1/24 dev $1;"
          + " until [ $(cat /sys/class/net/$2/statistics/rx_packets) -gt 0 ];"
          + " do ping -c 1 -W 1 -I $1 10.0.0.9 >/dev/null; done;"
          + " ip addr flush dev $1; echo $2 heard $1; }";

  @Test
  void aCardComesIsUsedGoesAndComesAgain() throws Exception {
    DebianLinux linux = new DebianLinux("cloud-amd64", 128, 1, "console=hvc0 quiet");
    try (RunningGuest guest = linux.boot(Machine.Time.VIRTUAL)) {
      guest.expect(PROMPT);
      answer(guest, CARDS);
      answer(guest, SENDS);
      assertEquals("", answer(guest, "cards 0"));
      int first = guest.attach(VifSpec.on("xenbr0", FIRST));
      assertEquals(FIRST, answer(guest, "cards 1"));
      int second = guest.attach(VifSpec.on("xenbr0", SECOND));
      assertEquals(FIRST + "\n" + SECOND, answer(guest, "cards 2"));
      assertEquals("eth1 heard eth0", answer(guest, "sends eth0 eth1"));
      List<CardUse> use = guest.cards();
      assertTrue(use.get(first).sent().packets() > 0, use::toString);
      assertTrue(use.get(second).received().packets() > 0, use::toString);

      guest.detachCard(first);
      assertEquals(SECOND, answer(guest, "cards 1"));
      assertEquals(1, guest.cards().size());
      assertEquals(first, guest.attach(VifSpec.on("xenbr0", FIRST)));
      assertEquals(FIRST + "\n" + SECOND, answer(guest, "cards 2"));
      assertEquals("eth0 heard eth1", answer(guest, "sends eth1 eth0"));

      guest.type("poweroff\r");
      assertEquals(Optional.of(ShutdownReason.POWEROFF), guest.end());
    }
  }
}
