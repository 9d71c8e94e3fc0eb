package dev.xenolith.examples;

import static dev.xenolith.examples.DebianLinux.PROMPT;
import static dev.xenolith.examples.DebianLinux.answer;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.xenolith.abi.call.ShutdownReason;
import dev.xenolith.dom0.disk.DiskSpec;
import dev.xenolith.dom0.launch.Machine;
import dev.xenolith.dom0.trace.LiveTrace;
import dev.xenolith.dom0.trace.TraceFilter;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Debian's stock Linux, unmodified, driven as a person drives it. */
class DebianLinuxTest {
  private static final long DISK_SEED = 5;

  @TempDir Path folder;
  private static final String MD5_OF_16_MIB_OF_ZEROES = "2c7ab85a893283e98c931e9511add182";
  private static final int LAST_HYPERCALLS = 32;
  private static final Duration A_SECOND = Duration.ofSeconds(1);

  /** How much later than it was written a line may be seen here, on a busy computer. */
  private static final Duration SEEN_LATE = Duration.ofSeconds(10);

  private static void assertNoComplaint(RunningGuest guest) {
    String written = guest.written();
    assertFalse(written.contains("WARNING: CPU"), written);
    assertFalse(written.contains("BUG:"), written);
    assertFalse(written.contains("Call Trace"), written);
  }

  @Test
  void aPersonWorksInItsShellAndSwitchesItOff() throws Exception {
    DebianLinux linux = new DebianLinux("amd64", 256, 1, "console=hvc0 earlyprintk=xen");
    try (RunningGuest guest = linux.boot(Machine.Time.REAL)) {
      Duration lost = lostTicks(guest);
      assertTrue(guest.written().contains("Hypervisor detected: Xen PV"), guest::written);
      String kernel = answer(guest, "uname -a");
      assertTrue(kernel.startsWith("Linux debian 6.") && kernel.endsWith("GNU/Linux"), kernel);
      assertEquals("1", answer(guest, "grep -c ^processor /proc/cpuinfo"));
      assertTrue(answer(guest, "grep ^flags /proc/cpuinfo").contains(" sse4_2 "));
      String interrupts = answer(guest, "cat /proc/interrupts");
      assertTrue(interrupts.matches("(?s).*xen-percpu +-virq +timer0.*"), interrupts);
      assertTrue(interrupts.contains("xenbus") && interrupts.contains("hvc_console"), interrupts);
      assertEquals("xen", answer(guest, "cat /sys/hypervisor/type"));
      assertEquals(
          "4 17", answer(guest, "cd /sys/hypervisor/version; echo $(cat major minor); cd"));
      assertTrue(answer(guest, "dmesg | grep -i xen").contains("Booting kernel on Xen"));
      assertEquals(
          "1 4 9", answer(guest, "for i in 1 2 3; do echo -n $((i * i))\" \"; done; echo"));
      assertEquals(
          "0.3333 2.7183e+20",
          answer(guest, "awk 'BEGIN{printf \"%.4f %.4e\\n\", 1/3, 271828182845904523536}'"));
      assertEquals(
          MD5_OF_16_MIB_OF_ZEROES + "  -",
          answer(guest, "dd if=/dev/zero bs=1M count=16 2>/dev/null | md5sum"));
      assertRightTime(guest, lost);
      guest.type("poweroff\r");
      assertEquals(Optional.of(ShutdownReason.POWEROFF), guest.end());
      assertNoComplaint(guest);
    }
  }

  /**
   * Waits for the prompt and answers how much of its time Linux did not notice. Between these lines
   * it counts ticks, and on a busy computer some come too late to be counted.
   */
  private static Duration lostTicks(RunningGuest guest) throws InterruptedException {
    guest.expect("rcu: srcu_init");
    Instant from = Instant.now();
    guest.expect("Switched to clocksource xen");
    Duration passed = Duration.between(from, Instant.now());
    guest.expect(PROMPT);
    String stamps = answer(guest, "dmesg | awk -F'[][ ]+' '/srcu_init|Switched/{print $2}'");
    double[] at = Stream.of(stamps.split("\n")).mapToDouble(Double::parseDouble).toArray();
    Duration lost = passed.minusMillis((long) (1000 * (at[1] - at[0])));
    return lost.isNegative() ? Duration.ZERO : lost;
  }

  private static void assertRightTime(RunningGuest guest, Duration lost)
      throws InterruptedException {
    long from = System.nanoTime();
    Instant before = Instant.now();
    Instant slept = Instant.ofEpochSecond(Long.parseLong(answer(guest, "sleep 1; date +%s")));
    Instant after = Instant.now();
    assertFalse(System.nanoTime() - from < A_SECOND.toNanos(), "sleep 1 was shorter");
    assertFalse(
        slept.plus(lost).isBefore(before.minus(A_SECOND).minus(SEEN_LATE)),
        "the guest's clock is behind: %s after %s, %s lost".formatted(slept, before, lost));
    assertFalse(
        slept.isAfter(after.plus(A_SECOND).plus(SEEN_LATE)),
        "the guest's clock is ahead: " + slept);
  }

  @Test
  void fourProcessorsComeUpAndOneGoesAndComesBack() throws Exception {
    DebianLinux linux = new DebianLinux("cloud-amd64", 4096, 4, "console=hvc0");
    try (RunningGuest guest = linux.boot(Machine.Time.VIRTUAL)) {
      assertTrue(guest.expect(PROMPT).contains("4 CPU"), guest::written);
      assertEquals("4", answer(guest, "nproc"));
      long kib = Long.parseLong(answer(guest, "awk '/^MemTotal/{print $2}' /proc/meminfo"));
      assertTrue(kib > 3_900_000, "MemTotal " + kib);
      guest.type("cd /sys/devices/system/cpu/cpu2; echo 0 >online; nproc; echo 1 >online; nproc\r");
      guest.expect("CPU 2 is now offline");
      guest.expect("\r\n3\r\n");
      guest.expect("\r\n4\r\n");
      guest.type("poweroff\r");
      assertEquals(Optional.of(ShutdownReason.POWEROFF), guest.end());
      assertNoComplaint(guest);
    }
  }

  @Test
  void aCrashInASmallDomainShowsItsRegistersAndIsACrash() throws Exception {
    DebianLinux linux = new DebianLinux("cloud-amd64", 80, 1, "console=hvc0 earlyprintk=xen");
    try (RunningGuest guest = linux.boot(Machine.Time.VIRTUAL)) {
      guest.expect(PROMPT);
      guest.type("echo c > /proc/sysrq-trigger\r");
      assertEquals(Optional.of(ShutdownReason.CRASH), guest.end());
      String written = guest.written();
      assertTrue(written.contains("(early) [    0.000000] Linux version 6."), written);
      assertTrue(written.contains("sysrq: Trigger a crash"), written);
      assertTrue(written.contains("Kernel panic - not syncing: sysrq triggered crash"), written);
      assertTrue(written.contains("  sysrq_handle_crash+"), written);
      assertReportNamesTheCallers(linux.named(guest.log()));
    }
  }

  private static void assertReportNamesTheCallers(String report) {
    assertTrue(
        report.matches("(?s).*RIP: +e033:\\[<[0-9a-f]{16}>\\] xen_hypercall_pv\\+.*"), report);
    assertTrue(report.contains("rax: "), report);
    int panic = report.indexOf("] panic+");
    int trigger = report.indexOf("] sysrq_handle_crash+");
    assertTrue(panic > 0 && trigger > panic && report.indexOf("] vfs_write+") > trigger, report);
    String calls = report.substring(report.indexOf("Hypercalls before that"));
    assertEquals(LAST_HYPERCALLS, calls.lines().skip(1).filter(l -> l.contains(" = ")).count());
  }

  @Test
  void twoBootsInVirtualTimeAreAlikeByteForByteAndRebootIsAReboot() throws Exception {
    Boot first = bootAndReboot();
    Boot second = bootAndReboot();
    assertEquals(first.console(), second.console());
    assertArrayEquals(first.trace(), second.trace());
  }

  private static String md5(byte[] bytes) throws Exception {
    return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(bytes));
  }

  /** What a boot wrote, and the digest of its trace. */
  private record Boot(String console, byte[] trace) {}

  /** Besides booting, reads a disk and writes on it. */
  private Boot bootAndReboot() throws Exception {
    Path disk = folder.resolve("disk.img");
    byte[] contents = new byte[1 << 20];
    new Random(DISK_SEED).nextBytes(contents);
    Files.write(disk, contents);
    String script =
        "uname -a; mount -t devtmpfs dev /dev; insmod /lib/modules/*-cloud-*/xen-blkfront.ko;"
            + " until [ -b /dev/xvda ]; do sleep 0.1; done; md5sum /dev/xvda;"
            + " echo written | dd of=/dev/xvda conv=fsync; busybox reboot -f";
    String cmdline = "console=hvc0 rdinit=/bin/sh -- -c \"" + script + "\"";
    DebianLinux linux = new DebianLinux("cloud-amd64", 128, 1, cmdline);
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    var out = new DigestOutputStream(OutputStream.nullOutputStream(), digest);
    String console;
    try (LiveTrace trace = LiveTrace.to(TraceFilter.parse("all"), out);
        RunningGuest guest =
            linux.boot(Machine.Time.VIRTUAL, trace::start, DiskSpec.raw(disk, "xvda"))) {
      assertEquals(Optional.of(ShutdownReason.REBOOT), guest.end(), guest::written);
      assertTrue(guest.written().contains("Linux (none) 6."), guest.written());
      console = guest.written();
    }
    assertTrue(console.contains(md5(contents) + "  /dev/xvda"), console);
    assertEquals("written\n", Files.readString(disk, ISO_8859_1).substring(0, 8));
    return new Boot(console, digest.digest());
  }
}
