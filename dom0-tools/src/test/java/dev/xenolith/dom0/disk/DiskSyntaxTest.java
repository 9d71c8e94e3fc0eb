package dev.xenolith.dom0.disk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The examples of xl-disk-configuration(5), and what it forbids. */
class DiskSyntaxTest {
  private static DiskSpec read(String text) throws DiskException {
    return DiskSyntax.parse(text, Path::of);
  }

  private static String refusal(String text) {
    return assertThrows(DiskException.class, () -> read(text)).getMessage();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/dev/vg/guest-volume,,hda",
        "/dev/vg/guest-volume,raw,hda,rw",
        "format=raw, vdev=hda, access=rw, target=/dev/vg/guest-volume",
        "vdev=hda,/dev/vg/guest-volume",
        "/dev/vg/guest-volume,raw,vdev=hda,w,discard",
        "phy:/dev/vg/guest-volume,hda,w",
        "file:/dev/vg/guest-volume,hda",
        "tap:aio:/dev/vg/guest-volume,hda:disk,w",
        "raw:/dev/vg/guest-volume,hda,w"
      })
  void theManualsSpellingsOfADiskAreAlike(String text) throws DiskException {
    DiskSpec disk = read(text);
    assertEquals("/dev/vg/guest-volume", disk.targetName());
    assertEquals(3 << 8, disk.device().number());
    assertFalse(disk.readOnly() || disk.cdrom());
    assertTrue(disk.discard());
  }

  @ParameterizedTest
  @CsvSource({
    "hdc,xvdc,true",
    "xvda,hda,true",
    "sdb,hdb,true",
    "xvdc,xvdc1,false",
    "hda,hdc,false",
    "hda,xvdq,false",
    "xvdb,hdc,false"
  })
  void disksOfTwoFamiliesInOnePlaceAreOneToLinux(String one, String other, boolean taken)
      throws DiskException {
    Optional<String> warning = read("/f,," + other).warning(List.of(read("/f,," + one)));
    assertEquals(taken, warning.isPresent(), warning::toString);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/root/image.iso,,hdc,cdrom",
        "/root/image.iso,,hdc,,cdrom",
        "/root/image.iso,raw,hdc,devtype=cdrom",
        "file:/root/image.iso,hdc:cdrom,r",
        "format=raw, vdev=hdc, access=ro, devtype=cdrom, target=/root/image.iso"
      })
  void theManualsSpellingsOfACdromAreAlike(String text) throws DiskException {
    DiskSpec disk = read(text);
    assertEquals("/root/image.iso", disk.targetName());
    assertEquals(22 << 8, disk.device().number());
    assertTrue(disk.readOnly() && disk.cdrom());
  }

  @ParameterizedTest
  @ValueSource(strings = {"vdev=hdc,cdrom", ",,hdc,,cdrom", "vdev=hdc,devtype=cdrom,target="})
  void aDriveMayHaveNoMedium(String text) throws DiskException {
    DiskSpec disk = read(text);
    assertEquals(Optional.empty(), disk.target());
    assertTrue(disk.readOnly() && disk.cdrom());
  }

  @Test
  void aColonWithinANameIsNoPrefix() throws DiskException {
    assertEquals("a:b.img", read("a:b.img,,xvda").targetName());
  }

  @Test
  void aNamedTargetTakesTheWholeRest() throws DiskException {
    assertEquals("a, b=c ", read("vdev=xvda,target=a, b=c ").targetName());
  }

  @ParameterizedTest
  @CsvSource({
    "xvda, 51712",
    "xvda1, 51713",
    "xvdb, 51728",
    "xvdp15, 51967",
    "xvdq, 268439552",
    "xvdaa1, 268442113",
    "sda, 2048",
    "sdb3, 2067",
    "hda, 768",
    "hdb, 832",
    "hdd2, 5698",
    "d0, 51712",
    "d0p1, 51713",
    "d536p37, 268572709",
    "51712, 51712",
    "0xca00, 51712"
  })
  void namesStandForTheNumbersOfTheInterface(String name, int number) {
    assertEquals(Optional.of(new DiskDevice(name, number)), DiskDevice.parse(name));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "xvd", "hde", "sdq", "sda16", "xvda256", "vda", "d1p256", "-1", "/dev/xvda"})
  void otherNamesStandForNothing(String name) {
    assertEquals(Optional.empty(), DiskDevice.parse(name));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a,raw,xvda,rw,what            | unknown parameter 'what'",
        "a,raw,xvda,colour=red         | unknown parameter 'colour'",
        "a,raw,xvda,rx                 | 'access' is ro or rw, not 'rx'",
        "a,vhd,xvda                    | format vhd is not available; qemu-img convert -O qcow2"
            + " makes a qcow2 image of it",
        "a,zip,xvda                    | there is no format 'zip'",
        "a,raw,vda                     | 'vda' is no name of a disk; xvda is one",
        "a,raw,xvda,vdev=xvdb          | 'vdev' is given twice",
        "a,raw,xvda,script=block-nbd   | hot-plug scripts are not available ('script')",
        "a,raw,xvda,backend=storage    | driver domains are not available ('backend')",
        "a,raw,xvda,specification=virtio | 'specification=virtio' is not available; xen is",
        "a,raw,xvda,untrusted          | 'trusted=no' is not available; yes is",
        "a,raw,hdc,cdrom,access=rw     | a CD-ROM is read only: 'access=rw' does not go with it",
        "nbd:server:10809,xvda         | hot-plug scripts are not available ('nbd:')",
        "zip:/a,xvda                   | unknown prefix 'zip:'",
        "file:/a,hda:tape,w            | 'devtype=tape' is not available; disk or cdrom is",
        "vdev=xvda                     | 'target' is missing: name the file",
        "a,raw,xvda,sector-size=1024   | 'sector-size=1024' is not available; 512 or 4096 is",
        "a,raw,xvda,colo               | COLO is not available ('colo')",
      })
  void whatCannotBeHadIsRefusedByName(String text, String refusal) {
    assertEquals(refusal, refusal(text));
  }
}
