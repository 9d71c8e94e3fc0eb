package dev.xenolith.examples.hosted;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.xenolith.abi.io.BlkifStatus;
import dev.xenolith.abi.io.XenbusState;
import dev.xenolith.dom0.config.DomainDevices;
import dev.xenolith.dom0.disk.DiskSpec;
import dev.xenolith.dom0.disk.DiskSyntax;
import dev.xenolith.dom0.trace.LiveTrace;
import dev.xenolith.dom0.trace.TraceFilter;
import dev.xenolith.hv.trace.Trace;
import dev.xenolith.pv.ServiceException;
import dev.xenolith.pv.block.BlockFront;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The front end of disks in Java at domain 0's back end and files of the host. */
class HostedDiskTest {
  private static final int IMAGE_BYTES = 1 << 20;
  private static final int SECTOR = BlockFront.SECTOR_BYTES;
  private static final int XVDA = 51712;
  private static final String DISK = "vbd/" + XVDA;

  @TempDir Path folder;

  /** How a request is made: with a place for its answer, and false when there is no room now. */
  private interface Asking {
    boolean ask(Consumer<BlkifStatus> done);
  }

  private static byte[] noise(int bytes) {
    byte[] noise = new byte[bytes];
    new Random(bytes).nextBytes(noise);
    return noise;
  }

  private Path image(byte[] content) throws Exception {
    return Files.write(folder.resolve("disk.img"), Arrays.copyOf(content, IMAGE_BYTES));
  }

  private static DomainDevices disk(DiskSpec spec) {
    return DomainDevices.NONE.withDisks(List.of(spec));
  }

  private static BlockFront connect(HostedGuest guest) throws ServiceException {
    BlockFront front = new BlockFront(guest.services(), guest.memory(), guest.device(DISK));
    front.connect();
    guest.awaitBack(DISK, XenbusState.CONNECTED);
    return front;
  }

  private static BlkifStatus answer(HostedGuest guest, Asking asking) {
    BlkifStatus[] answer = new BlkifStatus[1];
    assertTrue(asking.ask(status -> answer[0] = status));
    guest.await(() -> answer[0] != null);
    return answer[0];
  }

  private static void run(DiskSpec spec, HostedGuest.Program program) throws Exception {
    try (HostedMachine machine = new HostedMachine()) {
      long before = machine.freeFrames();
      machine.awaitEnd(machine.start("hosted", disk(spec), program));
      assertEquals(before, machine.freeFrames(), "nothing of the domain is left");
      assertEquals(List.of(), machine.complaints());
    }
  }

  @Test
  void whatIsWrittenAndFlushedIsInTheImage() throws Exception {
    Path image = image(new byte[0]);
    byte[] noise = noise(BlockFront.MAX_BYTES);
    run(
        DiskSpec.raw(image, "xvda"),
        guest -> {
          BlockFront front = connect(guest);
          assertEquals(BlkifStatus.OKAY, answer(guest, done -> front.write(16, noise, done)));
          assertEquals(BlkifStatus.OKAY, answer(guest, front::flush));
          byte[] expected = new byte[IMAGE_BYTES];
          System.arraycopy(noise, 0, expected, 16 * SECTOR, noise.length);
          assertArrayEquals(expected, Files.readAllBytes(image), "while the domain runs");
        });
  }

  @Test
  void whatIsInTheImageIsRead() throws Exception {
    byte[] noise = noise(IMAGE_BYTES);
    byte[] read = new byte[3 * SECTOR];
    run(
        DiskSpec.raw(image(noise), "xvda"),
        guest -> {
          BlockFront front = connect(guest);
          assertEquals(BlkifStatus.OKAY, answer(guest, done -> front.read(5, read, done)));
        });
    assertArrayEquals(Arrays.copyOfRange(noise, 5 * SECTOR, 8 * SECTOR), read);
  }

  @Test
  void aDiskThatIsOnlyToBeReadRefusesTheWrite() throws Exception {
    Path image = image(new byte[0]);
    String line = "format=raw,vdev=xvda,access=ro,target=" + image;
    run(
        DiskSyntax.parse(line, Path::of),
        guest -> {
          BlockFront front = connect(guest);
          byte[] sector = noise(SECTOR);
          assertEquals(BlkifStatus.ERROR, answer(guest, done -> front.write(0, sector, done)));
          assertEquals(BlkifStatus.OKAY, answer(guest, done -> front.read(0, sector, done)));
        });
    assertArrayEquals(new byte[IMAGE_BYTES], Files.readAllBytes(image));
  }

  /** Keeps a disk busy: writes one sector after the other, as many at a time as there is room. */
  private static final class Writer {
    private static final int SECTORS = IMAGE_BYTES / SECTOR;

    private final BlockFront front;
    private final boolean[] written = new boolean[SECTORS];
    private int next;
    int answered;
    int failed;
    boolean stopping;

    Writer(BlockFront front) {
      this.front = front;
    }

    static byte[] content(int sector) {
      byte[] bytes = new byte[SECTOR];
      new Random(sector).nextBytes(bytes);
      return bytes;
    }

    int underWay() {
      return next - answered;
    }

    boolean isDone() {
      return (stopping || next == SECTORS) && underWay() == 0;
    }

    void goOn() {
      while (!stopping && next < SECTORS && writeNext(next)) {
        next++;
      }
    }

    private boolean writeNext(int sector) {
      return front.write(sector, content(sector), status -> answered(sector, status));
    }

    private void answered(int sector, BlkifStatus status) {
      answered++;
      written[sector] = status == BlkifStatus.OKAY;
      failed += written[sector] ? 0 : 1;
      stopping |= failed > 0;
      goOn();
    }

    /** What was said to be written is there, and nothing was that nobody asked for. */
    void assertIn(Path image) throws Exception {
      byte[] all = Files.readAllBytes(image);
      for (int i = 0; i < SECTORS; i++) {
        byte[] sector = Arrays.copyOfRange(all, i * SECTOR, (i + 1) * SECTOR);
        if (written[i]) {
          assertArrayEquals(content(i), sector, "sector " + i);
        } else if (i >= next) {
          assertArrayEquals(new byte[SECTOR], sector, "sector " + i);
        }
      }
    }
  }

  private static Writer startWriting(HostedGuest guest, Writer[] place) throws ServiceException {
    Writer writer = new Writer(connect(guest));
    place[0] = writer;
    writer.goOn();
    return writer;
  }

  private static void awaitBusy(HostedMachine machine, Writer[] writer) {
    machine.runUntil(() -> writer[0] != null && writer[0].answered >= 10);
    assertTrue(writer[0].underWay() > 0, "it is busy");
  }

  private static void detach(HostedMachine machine, HostedMachine.Started domain, boolean force)
      throws Exception {
    CompletableFuture<Void> gone =
        machine.have(
            () -> machine.toolstack().devices().disks().detach(domain.domid(), XVDA, force));
    machine.await(gone);
  }

  /** A busy disk is taken from a domain that is asked; what of it is written is in the image. */
  private void takeBusyDisk(Path image, Consumer<Trace> trace) throws Exception {
    Writer[] writer = new Writer[1];
    try (HostedMachine machine = new HostedMachine(trace)) {
      long before = machine.freeFrames();
      HostedMachine.Started domain =
          machine.start(
              "busy",
              disk(DiskSpec.raw(image, "xvda")),
              guest -> {
                Writer mine = startWriting(guest, writer);
                guest.awaitBack(DISK, XenbusState.CLOSING);
                assertTrue(mine.underWay() > 0, "it was busy to the end");
                mine.stopping = true;
                guest.await(mine::isDone);
                mine.front.close();
                guest.awaitGone(DISK);
              });
      awaitBusy(machine, writer);
      detach(machine, domain, false);
      assertEquals(0, writer[0].failed);
      writer[0].assertIn(image);
      machine.awaitEnd(domain);
      assertEquals(before, machine.freeFrames());
      assertEquals(List.of(), machine.complaints());
    }
  }

  @Test
  void aBusyDiskThatIsTakenHasDoneAllThatItAnswered() throws Exception {
    takeBusyDisk(image(new byte[0]), _ -> {});
  }

  @Test
  void twoRunsAreAlikeByteForByte() throws Exception {
    Path first = folder.resolve("first");
    Path second = folder.resolve("second");
    for (Path file : List.of(first, second)) {
      try (LiveTrace trace = LiveTrace.toFile(TraceFilter.parse("all"), file)) {
        takeBusyDisk(image(new byte[0]), trace::start);
      }
    }
    assertEquals(-1, Files.mismatch(first, second));
  }

  @Test
  void aBusyDiskThatIsTakenByForceAnswersEverythingAndTheDomainEnds() throws Exception {
    Path image = image(new byte[0]);
    Writer[] writer = new Writer[1];
    try (HostedMachine machine = new HostedMachine()) {
      long before = machine.freeFrames();
      HostedMachine.Started domain =
          machine.start(
              "robbed",
              disk(DiskSpec.raw(image, "xvda")),
              guest -> {
                Writer mine = startWriting(guest, writer);
                guest.await(mine::isDone);
                assertTrue(mine.failed > 0);
              });
      awaitBusy(machine, writer);
      detach(machine, domain, true);
      machine.awaitEnd(domain);
      writer[0].assertIn(image);
      assertEquals(before, machine.freeFrames());
    }
  }

  @Test
  void aBackEndThatFailsUnderABusyDiskLosesNothing() throws Exception {
    Path image = image(new byte[0]);
    Writer[] writer = new Writer[1];
    try (HostedMachine machine = new HostedMachine()) {
      HostedMachine.Started domain =
          machine.start(
              "lucky",
              disk(DiskSpec.raw(image, "xvda")),
              guest -> guest.await(startWriting(guest, writer)::isDone));
      awaitBusy(machine, writer);
      machine.have(
          () -> {
            machine.toolstack().devices().disks().crashBackend(domain.domid(), XVDA);
            return null;
          });
      machine.awaitEnd(domain);
      assertEquals(Writer.SECTORS, writer[0].answered);
      assertEquals(0, writer[0].failed);
      writer[0].assertIn(image);
      assertEquals(1, machine.complaints().size(), machine.complaints()::toString);
    }
  }
}
