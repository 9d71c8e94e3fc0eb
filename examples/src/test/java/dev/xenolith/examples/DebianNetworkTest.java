package dev.xenolith.examples;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.xenolith.abi.call.ShutdownReason;
import dev.xenolith.dom0.builder.DomainSpec;
import dev.xenolith.dom0.config.DomainDevices;
import dev.xenolith.dom0.net.VifSpec;
import dev.xenolith.dom0.trace.LiveTrace;
import dev.xenolith.dom0.trace.TraceFilter;
import java.io.OutputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** Two of Debian's stock Linux on one bridge of domain 0. */
class DebianNetworkTest {
  private static final int SERVER = 0;
  private static final int CLIENT = 1;

  /** What two domains wrote, and the digest of the machine's trace. */
  private record Run(String server, String client, byte[] trace) {}

  private static DomainSpec domain(String name, int address, String script) throws Exception {
    String cmdline =
        "console=hvc0 quiet rdinit=/bin/sh -- -c \"mount -t proc p /proc; mount -t sysfs s /sys;"
            + " insmod /lib/modules/*-cloud-*/xen-netfront.ko;"
            + " until [ -e /sys/class/net/eth0 ]; do sleep 0.1; done; ip link set eth0 up;"
            + " ip addr add 10.0.0.%d/24 dev eth0; %s; busybox poweroff -f\""
                .formatted(address, script);
    DebianLinux linux = new DebianLinux("cloud-amd64", 128, 1, cmdline);
    linux.assumeFetched();
    return linux
        .spec(name)
        .withDevices(
            DomainDevices.NONE.withVifs(
                List.of(VifSpec.on("xenbr0", "00:16:3e:00:00:0" + address))));
  }

  private static Run run() throws Exception {
    DomainSpec server = domain("server", 1, "httpd -p 80 -h /; nc -l -p 9; echo told");
    DomainSpec client =
        domain(
            "client",
            2,
            "until ping -c 1 -W 1 10.0.0.1 >/dev/null; do :; done; ping -c 3 10.0.0.1;"
                + " wget -q -O /copy http://10.0.0.1/bin/busybox; cmp /copy /bin/busybox &&"
                + " echo moved; cat /sys/class/net/eth0/address;"
                + " until echo bye | nc 10.0.0.1 9; do sleep 1; done");
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    var out = new DigestOutputStream(OutputStream.nullOutputStream(), digest);
    CompletableFuture<byte[]> whole = new CompletableFuture<>();
    Runnable over = () -> whole.complete(digest.digest());
    try (LiveTrace trace = LiveTrace.to(TraceFilter.parse("all"), out);
        RunningGuests guests =
            new RunningGuests(List.of(server, client), trace::start, _ -> {}, over)) {
      assertEquals(
          Optional.of(ShutdownReason.POWEROFF), guests.end(CLIENT), () -> guests.written(CLIENT));
      assertEquals(
          Optional.of(ShutdownReason.POWEROFF), guests.end(SERVER), () -> guests.written(SERVER));
      return new Run(guests.written(SERVER), guests.written(CLIENT), whole.join());
    }
  }

  @Test
  void twoDomainsPingEachOtherAndMoveAFileByTcp() throws Exception {
    assertNetworkWorked(run());
  }

  @Test
  @EnabledIfSystemProperty(named = "xenolith.long", matches = "true")
  void twoRunsWithANetworkAreAlikeByteForByte() throws Exception {
    Run first = run();
    assertNetworkWorked(first);
    Run second = run();
    assertEquals(first.client(), second.client());
    assertEquals(first.server(), second.server());
    assertArrayEquals(first.trace(), second.trace());
  }

  private static void assertNetworkWorked(Run first) {
    assertTrue(
        first.client().contains("3 packets transmitted, 3 packets received, 0% packet loss"),
        first::client);
    assertTrue(first.client().contains("\nmoved\r\n"), first::client);
    assertTrue(first.client().contains("\n00:16:3e:00:00:02\r\n"), first::client);
    assertTrue(first.server().contains("bye\r\n"), first::server);
  }
}
