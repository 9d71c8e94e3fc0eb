package dev.xenolith.examples;

import static dev.xenolith.examples.DebianLinux.PROMPT;
import static dev.xenolith.examples.DebianLinux.answer;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.xenolith.abi.call.ShutdownReason;
import dev.xenolith.dom0.config.DomainDevices;
import dev.xenolith.dom0.launch.Machine;
import dev.xenolith.dom0.p9.ShareSpec;
import dev.xenolith.dom0.p9.SharedFolder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Debian's stock Linux with a folder of ours. */
class DebianShareTest {
  @TempDir Path around;

  @Test
  void aPersonWorksInAFolderOfTheHostAndDoesNotGetOutOfIt() throws Exception {
    assumeTrue(SharedFolder.isPossible(), "this host is no Linux on x86-64");
    Path folder = Files.createDirectory(around.resolve("shared"));
    Files.writeString(around.resolve("secret"), "not for guests");
    Files.writeString(folder.resolve("note"), "written by the host\n");
    Files.createSymbolicLink(folder.resolve("out"), around.resolve("secret"));
    Files.createSymbolicLink(folder.resolve("up"), Path.of("../secret"));
    Path many = Files.createDirectory(folder.resolve("many"));
    for (int i = 0; i < 1000; i++) {
      Files.createFile(many.resolve("file" + i));
    }
    DebianLinux linux = new DebianLinux("amd64", 256, 1, "console=hvc0");
    ShareSpec share = new ShareSpec("share", folder);
    DomainDevices devices = DomainDevices.NONE.withShares(List.of(share));
    try (RunningGuest guest = linux.boot(Machine.Time.VIRTUAL, devices)) {
      guest.expect(PROMPT);
      answer(guest, "mount -t 9p -o trans=xen,msize=16384 share /mnt");
      assertEquals("9p", answer(guest, "grep /mnt /proc/mounts | cut -d' ' -f3"));
      assertEquals("written by the host", answer(guest, "cat /mnt/note"));
      assertEquals("1000", answer(guest, "ls /mnt/many | wc -l"));
      answer(guest, "dd if=/dev/urandom of=/mnt/noise bs=64k count=16 2>/dev/null; sync");
      String sum = answer(guest, "md5sum </mnt/noise");
      answer(guest, "echo 3 >/proc/sys/vm/drop_caches");
      assertEquals(sum, answer(guest, "md5sum </mnt/noise"));
      assertEquals(1 << 20, Files.size(folder.resolve("noise")));
      answer(guest, "mkdir /mnt/d; echo written by a guest >/mnt/d/x; mv /mnt/d/x /mnt/d/y");
      assertTrue(answer(guest, "cat /mnt/out").contains("No such file"), guest::written);
      assertTrue(answer(guest, "cat /mnt/up").contains("No such file"), guest::written);
      assertTrue(answer(guest, "ls /mnt/..").contains("mnt"), guest::written);
      answer(guest, "rm -r /mnt/many; umount /mnt");
      guest.type("poweroff\r");
      assertEquals(Optional.of(ShutdownReason.POWEROFF), guest.end());
    }
    assertEquals("written by a guest\n", Files.readString(folder.resolve("d/y")));
    assertTrue(Files.notExists(many));
    assertEquals("not for guests", Files.readString(around.resolve("secret")));
  }
}
