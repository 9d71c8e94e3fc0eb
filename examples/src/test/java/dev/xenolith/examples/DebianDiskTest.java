package dev.xenolith.examples;

import static dev.xenolith.examples.DebianLinux.PROMPT;
import static dev.xenolith.examples.DebianLinux.answer;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.xenolith.abi.call.ShutdownReason;
import dev.xenolith.dom0.builder.DomainSpec;
import dev.xenolith.dom0.config.DomainDevices;
import dev.xenolith.dom0.disk.DiskException;
import dev.xenolith.dom0.disk.DiskSpec;
import dev.xenolith.dom0.disk.DiskSyntax;
import dev.xenolith.dom0.launch.Machine;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Debian's stock Linux with its root on a disk of ours. */
class DebianDiskTest {
  private static final Path GRUBS = Path.of("debian/.cache/usr/lib/grub-xen").toAbsolutePath();
  private static final Path GRUB = GRUBS.resolve("grub-x86_64-xen.bin");

  private static final int XVDA = 202 << 8;
  private static final int XVDB = XVDA | 1 << 4;

  @TempDir Path folder;

  @Test
  void aPersonWorksOnItAndTheFilesystemIsCleanAfterwards() throws Exception {
    RootDisk disk = RootDisk.make(folder);
    DebianLinux linux = new DebianLinux("cloud-amd64", 256, 1, "root=/dev/xvda rw console=hvc0");
    try (RunningGuest guest = linux.boot(Machine.Time.VIRTUAL, _ -> {}, disk.writable())) {
      assertTrue(guest.expect(PROMPT).contains("This is a shell on /dev/xvda."), guest::written);
      assertEquals("Debian's busybox on a disk of the examples.", answer(guest, "cat /etc/issue"));
      assertEquals("131072", answer(guest, "cat /sys/block/xvda/size"));
      answer(guest, "dd if=/dev/urandom of=/root/noise bs=64k count=64 2>/dev/null; sync");
      String before = answer(guest, "md5sum </root/noise");
      answer(guest, "echo 3 >/proc/sys/vm/drop_caches");
      assertEquals(before, answer(guest, "md5sum </root/noise"));
      answer(guest, "echo written by a guest >/root/note; sync");
      guest.type("poweroff\r");
      assertEquals(Optional.of(ShutdownReason.POWEROFF), guest.end());
    }
    disk.assertClean();
    assertEquals("written by a guest\n", disk.read("/root/note"));
  }

  @Test
  void whatAGuestTrimsGoesBackToTheHost() throws Exception {
    RootDisk disk = RootDisk.make(folder);
    Path overlay = disk.overlay("overlay.qcow2");
    Path data = folder.resolve("data.img");
    try (RandomAccessFile file = new RandomAccessFile(data.toFile(), "rw")) {
      file.setLength(16 << 20);
    }
    List<DiskSpec> disks =
        List.of(
            disk("vdev=xvda,format=qcow2,target=" + overlay),
            disk("vdev=xvdb,format=raw,target=" + data),
            disk("vdev=xvdc,devtype=cdrom"));
    DebianLinux linux = new DebianLinux("cloud-amd64", 256, 2, "root=/dev/xvda rw console=hvc0");
    try (RunningGuest guest =
        linux.boot(Machine.Time.VIRTUAL, _ -> {}, disks.toArray(new DiskSpec[0]))) {
      guest.expect(PROMPT);
      assertEquals("2", answer(guest, "ls /sys/block/xvda/mq | wc -l"));
      assertEquals("65536", answer(guest, "cat /sys/block/xvda/queue/discard_granularity"));
      assertEquals("0", answer(guest, "cat /sys/block/xvdc/size"));
      answer(guest, "dd if=/dev/urandom of=/dev/xvdb bs=1M count=16 2>/dev/null; sync");
      answer(guest, "dd if=/dev/urandom of=/root/noise bs=1M count=16 2>/dev/null; sync");
      long before = allocated(overlay);
      assertTrue(allocated(data) >= 16 << 20, "the noise is in the file");
      answer(guest, "rm /root/noise; sync; fstrim /; blkdiscard /dev/xvdb; sync");
      assertEquals("0", answer(guest, "tr -d '\\0' </dev/xvdb | wc -c"));
      assertTrue(allocated(data) < 1 << 20, () -> "still " + allocated(data));
      long saved = before - allocated(overlay);
      assertTrue(saved > 8 << 20, "freed " + saved + " of " + before);
      guest.type("poweroff\r");
      assertEquals(Optional.of(ShutdownReason.POWEROFF), guest.end());
    }
    disk.assertClean(overlay);
  }

  @Test
  void theBackEndMayFailUnderLoadAndNobodyNotices() throws Exception {
    RootDisk disk = RootDisk.make(folder);
    DebianLinux linux = new DebianLinux("cloud-amd64", 256, 1, "root=/dev/xvda rw console=hvc0");
    try (RunningGuest guest = linux.boot(Machine.Time.VIRTUAL, _ -> {}, disk.writable())) {
      guest.expect(PROMPT);
      guest.type(
          "for i in 1 2 3 4 5 6; do dd if=/dev/urandom of=/root/$i bs=64k count=32 2>/dev/null;"
              + " sync; md5sum </root/$i >/root/$i.sum; echo written $i-; done; sync\r");
      for (int i = 1; i <= 6; i++) {
        guest.expect("written " + i + "-");
        guest.crashBackend(XVDA);
      }
      guest.expect(PROMPT);
      answer(guest, "echo 3 >/proc/sys/vm/drop_caches");
      answer(guest, "cd /root");
      assertEquals("ok", answer(guest, "for i in ?; do md5sum <$i | cmp - $i.sum; done; echo ok"));
      assertEquals("", answer(guest, "dmesg | grep -i 'error\\|blk_update'"));
      guest.type("poweroff\r");
      assertEquals(Optional.of(ShutdownReason.POWEROFF), guest.end());
    }
    disk.assertClean();
  }

  @Test
  void aDiskOfLargeSectorsHoldsAFilesystemAndWhatReadsWhenItGoesByForceSeesAnError()
      throws Exception {
    RootDisk disk = RootDisk.make(folder);
    RootDisk data = disk.filesystem("data.img");
    DebianLinux linux = new DebianLinux("cloud-amd64", 256, 1, "root=/dev/xvda rw console=hvc0");
    try (RunningGuest guest =
        linux.boot(
            Machine.Time.VIRTUAL,
            _ -> {},
            disk.writable(),
            disk("vdev=xvdb,format=raw,sector-size=4096,target=" + data.image()))) {
      guest.expect(PROMPT);
      assertEquals("4096", answer(guest, "cat /sys/block/xvdb/queue/logical_block_size"));
      answer(guest, "mkdir /data; mount /dev/xvdb /data");
      answer(guest, "echo in large sectors >/data/note; umount /data");
      guest.type(
          "n=0; while dd if=/dev/xvdb of=/dev/null bs=64k iflag=direct 2>/dev/null; do n=$((n+1));"
              + " echo round $n-; done; echo over; while [ -e /dev/xvdb ]; do sleep 1; done\r");
      guest.expect("round 2-");
      guest.detachByForce(XVDB);
      guest.expect("over");
      guest.expect(PROMPT);
      assertEquals("", answer(guest, "ls /sys/block | grep xvdb"));
      guest.type("poweroff\r");
      assertEquals(Optional.of(ShutdownReason.POWEROFF), guest.end());
    }
    disk.assertClean();
    data.assertClean();
    assertEquals("in large sectors\n", data.read("/note"));
  }

  private static DiskSpec disk(String text) throws DiskException {
    return DiskSyntax.parse(text, Path::of);
  }

  /** Bytes that a file takes of the host. */
  private static long allocated(Path file) {
    try {
      Process stat =
          new ProcessBuilder("stat", "-c", "%b %B", file.toString())
              .redirectErrorStream(true)
              .start();
      String[] words = new String(stat.getInputStream().readAllBytes()).strip().split(" ");
      return Long.parseLong(words[0]) * Long.parseLong(words[1]);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void pvgrubReadsItsMenuFromTheDiskAndBootsTheKernelThatIsThere() throws Exception {
    assumeTrue(Files.exists(GRUB), "no " + GRUB + "; examples/debian/fetch brings it");
    RootDisk disk = RootDisk.make(folder, "--boot");
    DomainSpec spec =
        DomainSpec.of("grub", 256, RunningGuest.image(GRUB), "")
            .withDevices(DomainDevices.NONE.withDisks(List.of(disk.writable())));
    try (RunningGuest guest = new RunningGuest(spec, Machine.Time.VIRTUAL, _ -> {})) {
      // GRUB unpacks the kernel's xz by itself, which is half a minute of a processor.
      guest.expect("Linux version 6.");
      assertTrue(guest.expect(PROMPT).contains("This is a shell on /dev/xvda."), guest::written);
      assertEquals("vmlinuz", answer(guest, "ls /boot | grep vmlinuz"));
      guest.type("poweroff\r");
      assertEquals(Optional.of(ShutdownReason.POWEROFF), guest.end());
    }
    disk.assertClean();
  }

  @Test
  void pvgrubOf32BitsBootsA32BitKernelFromTheDisk() throws Exception {
    Path grub = GRUBS.resolve("grub-i386-xen.bin");
    assumeTrue(Files.exists(grub), "no " + grub + "; examples/debian/fetch brings it");
    RootDisk disk = RootDisk.make(folder);
    String menu = "set timeout=0\nmenuentry 'a tour' { linux /boot/tour.elf }\n";
    disk.put(Files.writeString(folder.resolve("grub.cfg"), menu), "/boot/grub/grub.cfg");
    disk.put(Path.of("tour/tour.elf").toAbsolutePath(), "/boot/tour.elf");
    DomainSpec spec =
        DomainSpec.of("grub", 64, RunningGuest.image(grub), "")
            .withDevices(DomainDevices.NONE.withDisks(List.of(disk.writable())));
    try (RunningGuest guest = new RunningGuest(spec, Machine.Time.VIRTUAL, _ -> {})) {
      guest.expect("Xenolith tour: a paravirtual kernel, from inside.");
      guest.expect("4. A page fault");
      // The page directories that GRUB leaves are not for ring 3: the tour goes no further.
      guest.expect("The tour ends here: trap gave -1.");
      assertEquals(Optional.of(ShutdownReason.CRASH), guest.end());
    }
    disk.assertClean();
  }
}
