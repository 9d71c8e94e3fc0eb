package dev.xenolith.dom0.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.xenolith.abi.call.XenErrno;
import dev.xenolith.abi.device.Medium;
import dev.xenolith.dom0.disk.DiskDevice;
import dev.xenolith.dom0.disk.DiskFormat;
import dev.xenolith.dom0.disk.DiskSpec;
import dev.xenolith.dom0.disk.ImageOwner;
import dev.xenolith.dom0.disk.OpenDisk;
import dev.xenolith.dom0.kernel.Dom0Kernel;
import dev.xenolith.dom0.kernel.OwnPage;
import dev.xenolith.hv.Hypervisor;
import dev.xenolith.hv.HypervisorConfig;
import dev.xenolith.pv.block.Disk;
import dev.xenolith.pv.block.DiskRequest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Domain 0's driver and the machine's controller, with a file behind them. */
class DiskDriverTest {
  private static final int SECTORS = 64;

  @TempDir Path folder;
  private final Dom0Kernel kernel = new Dom0Kernel(_ -> {});
  private final Hypervisor hypervisor =
      Hypervisor.boot(HypervisorConfig.virtualTime().withMemoryMib(64), kernel);
  private final List<String> ended = new ArrayList<>();
  private DiskDriver driver;
  private int unit;

  @AfterEach
  void off() {
    hypervisor.close();
  }

  private <T> T onDomain0(Callable<T> task) {
    CompletableFuture<T> result = kernel.run(task);
    hypervisor.runUntil(result::isDone);
    return result.join();
  }

  private Disk insert(Medium medium) {
    return onDomain0(
        () -> {
          driver = new DiskDriver(kernel);
          unit = kernel.drives().insert(medium);
          return driver.find(DiskDriver.deviceNumber(unit)).orElseThrow();
        });
  }

  private Path image() throws IOException {
    byte[] bytes = new byte[SECTORS * Disk.SECTOR_BYTES];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (i / Disk.SECTOR_BYTES);
    }
    return Files.write(folder.resolve("disk.img"), bytes);
  }

  private static DiskSpec spec(Path file, boolean readOnly) {
    DiskDevice xvda = DiskDevice.parse("xvda").orElseThrow();
    return new DiskSpec(Optional.of(file), DiskFormat.RAW, xvda, readOnly, false, true, 512);
  }

  private static Medium open(DiskSpec spec) throws IOException {
    return OpenDisk.open(spec, new ImageOwner("test")).medium();
  }

  private record Request(
      String name, Kind kind, long sector, OwnPage page, int[] bytes, List<String> ended)
      implements DiskRequest {
    @Override
    public long sectorCount() {
      return 0;
    }

    @Override
    public int segments() {
      return kind == Kind.FLUSH ? 0 : bytes.length;
    }

    @Override
    public long address(int segment) {
      long at = page.frame().toMaddr().raw();
      for (int i = 0; i < segment; i++) {
        at += bytes[i];
      }
      return at;
    }

    @Override
    public int bytes(int segment) {
      return bytes[segment];
    }

    @Override
    public void done(int error) {
      ended.add(name + " " + error);
    }
  }

  private OwnPage page() {
    return onDomain0(kernel::allocatePage);
  }

  private void carryOut(Disk disk, Request... requests) {
    onDomain0(
        () -> {
          for (Request request : requests) {
            disk.submit(request);
          }
          return null;
        });
    hypervisor.runUntil(() -> false);
  }

  private Request request(String name, DiskRequest.Kind kind, long sector, OwnPage page, int... b) {
    return new Request(name, kind, sector, page, b, ended);
  }

  @Test
  void sectorsAreReadIntoTheFramesThatAreNamed() throws Exception {
    Disk disk = insert(open(spec(image(), true)));
    assertEquals(SECTORS, disk.sectors());
    assertTrue(disk.isReadOnly());
    OwnPage page = page();
    carryOut(disk, request("read", DiskRequest.Kind.READ, 10, page, 512, 1024));
    assertEquals(List.of("read 0"), ended);
    for (int sector = 0; sector < 3; sector++) {
      assertEquals(10 + sector, page.bytes().getU8(sector * 512L + 511));
    }
  }

  @Test
  void whatIsWrittenIsInTheFile() throws Exception {
    Path file = image();
    Disk disk = insert(open(spec(file, false)));
    assertFalse(disk.isReadOnly());
    OwnPage page = page();
    onDomain0(
        () -> {
          page.bytes().putU64(0, 0x0807060504030201L);
          return null;
        });
    carryOut(
        disk,
        request("write", DiskRequest.Kind.WRITE, 63, page, 512),
        request("flush", DiskRequest.Kind.FLUSH, 0, page));
    assertEquals(List.of("write 0", "flush 0"), ended);
    byte[] bytes = Files.readAllBytes(file);
    assertEquals(0x0102030405060708L, ByteBuffer.wrap(bytes).getLong(63 * 512));
    assertEquals(62, bytes[63 * 512 - 1]);
  }

  @Test
  void whatIsNotOnTheDiskAndWhatMustNotBeWrittenIsRefused() throws Exception {
    Disk disk = insert(open(spec(image(), true)));
    OwnPage page = page();
    carryOut(
        disk,
        request("behind", DiskRequest.Kind.READ, 63, page, 1024),
        request("write", DiskRequest.Kind.WRITE, 0, page, 512));
    assertEquals(
        List.of("behind " + XenErrno.EINVAL.number, "write " + XenErrno.EROFS.number), ended);
  }

  @Test
  void moreRequestsThanTheControllerTakesWaitForTheirTurn() throws Exception {
    Disk disk = insert(open(spec(image(), true)));
    OwnPage page = page();
    Request[] many = new Request[200];
    for (int i = 0; i < many.length; i++) {
      many[i] = request("r" + i, DiskRequest.Kind.READ, i % SECTORS, page, 512);
    }
    carryOut(disk, many);
    assertEquals(200, ended.size());
    assertTrue(ended.stream().allMatch(e -> e.endsWith(" 0")), ended::toString);
  }

  @Test
  void aFileThatBecomesShorterIsAnInputOutputError() throws Exception {
    Path file = image();
    Disk disk = insert(open(spec(file, false)));
    Files.write(file, new byte[512]);
    carryOut(disk, request("read", DiskRequest.Kind.READ, 8, page(), 512));
    assertEquals(List.of("read " + XenErrno.EIO.number), ended);
    assertTrue(hypervisor.log().lines().toString().contains("disk unit 0: reading 512 bytes"));
  }

  @Test
  void aDiskThatWasTakenOutFailsWhatWaitsForIt() throws Exception {
    Disk disk = insert(open(spec(image(), true)));
    OwnPage page = page();
    onDomain0(
        () -> {
          driver.forget(unit);
          kernel.drives().eject(unit);
          disk.submit(request("late", DiskRequest.Kind.READ, 0, page, 512));
          return null;
        });
    hypervisor.runUntil(() -> false);
    assertEquals(List.of("late " + XenErrno.ENXIO.number), ended);
    assertTrue(onDomain0(() -> driver.find("fe:0").isEmpty()));
  }
}
