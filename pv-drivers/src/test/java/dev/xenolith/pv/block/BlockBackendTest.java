package dev.xenolith.pv.block;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.xenolith.abi.io.BlkifOp;
import dev.xenolith.abi.io.BlkifRequestSegment;
import dev.xenolith.abi.io.BlkifSring;
import dev.xenolith.abi.layout.Abi;
import dev.xenolith.abi.layout.ByteArrayBytes;
import dev.xenolith.abi.num.Mfn;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BlockBackendTest {
  private final List<Mfn> frames = new ArrayList<>();

  private static byte[] pattern(int bytes) {
    byte[] pattern = new byte[bytes];
    for (int i = 0; i < bytes; i++) {
      pattern[i] = (byte) (i * 31 >>> 3);
    }
    return pattern;
  }

  private static byte[] pageOf(TestFront front, Mfn frame) {
    byte[] page = new byte[Mfn.PAGE_SIZE];
    front.world.memory().get(frame.toMaddr().raw(), page, 0, page.length);
    return page;
  }

  @Test
  void theBackEndOffersWhatItCanBeforeAnybodyConnects() throws Exception {
    TestFront front = new TestFront(Abi.PV64);
    assertEquals("2", front.back("state"));
    assertEquals("2", front.back("max-ring-page-order"));
    assertEquals("none", front.back("sectors"));
  }

  @ParameterizedTest
  @EnumSource(Abi.class)
  void whatIsWrittenIsReadAgainInBothWidths(Abi abi) throws Exception {
    TestFront front = TestFront.connected(abi);
    assertEquals("2048", front.back("sectors"));
    int out = front.page(frames, true);
    byte[] data = pattern(Mfn.PAGE_SIZE);
    front.world.memory().put(frames.get(0).toMaddr().raw(), data, 0, data.length);
    front.request(BlkifOp.WRITE, 1L << 40, 16, out);
    assertEquals(List.of((1L << 40) + ":1:0"), front.push());
    int in = front.page(frames, false);
    front.request(BlkifOp.READ, 2, 16, in);
    assertEquals(List.of("2:0:0"), front.push());
    assertEquals(Arrays.toString(data), Arrays.toString(pageOf(front, frames.get(1))));
    assertEquals(1, front.held(), "only the ring stays mapped");
  }

  @Test
  void aSegmentMayBeAPartOfAPage() throws Exception {
    TestFront front = TestFront.connected(Abi.PV64);
    System.arraycopy(pattern(1024), 0, front.disk.contents, 0, 1024);
    ByteArrayBytes slot = new ByteArrayBytes(112);
    slot.putU8(1, 1);
    slot.putU32(24, front.page(frames, false));
    slot.putU8(28, 2);
    slot.putU8(29, 3);
    front.put(slot);
    assertEquals(List.of("0:0:0"), front.push());
    byte[] page = pageOf(front, frames.get(0));
    assertEquals(
        Arrays.toString(pattern(1024)), Arrays.toString(Arrays.copyOfRange(page, 1024, 2048)));
    assertEquals(0, page[1023] | page[2048]);
  }

  @Test
  void indirectSegmentsStandInPagesOfTheirOwn() throws Exception {
    TestFront front = TestFront.connected(Abi.PV64);
    int count = 200;
    int[] refs = new int[count];
    for (int i = 0; i < count; i++) {
      refs[i] = front.page(frames, false);
    }
    List<Mfn> lists = new ArrayList<>();
    int list = front.page(lists, true);
    TestFront.segments(front.domain.view(lists), 0, refs);
    byte[] data = pattern(count * Mfn.PAGE_SIZE);
    System.arraycopy(data, 0, front.disk.contents, 0, data.length);
    front.indirect(BlkifOp.READ, 5, 0, count, list);
    assertEquals(List.of("5:0:0"), front.push());
    for (int i = 0; i < count; i++) {
      byte[] expected = Arrays.copyOfRange(data, i * 4096, (i + 1) * 4096);
      assertTrue(Arrays.equals(expected, pageOf(front, frames.get(i))), "page " + i);
    }
    assertEquals(1, front.held());
  }

  @Test
  void aRingMayHaveSeveralPagesAndWrapsAround() throws Exception {
    TestFront front = new TestFront(Abi.PV64);
    front.connect(4);
    assertEquals(128, front.ring.slots());
    int ref = front.page(frames, false);
    for (int round = 0; round < 5; round++) {
      for (int i = 0; i < 100; i++) {
        front.request(BlkifOp.READ, i, i, ref);
      }
      assertEquals(100, front.push().size());
    }
  }

  @Test
  void flushWaitsForNothingAndABarrierForEverything() throws Exception {
    TestFront front = TestFront.connected(Abi.PV64);
    front.disk.holding = true;
    int ref = front.page(frames, false);
    front.request(BlkifOp.WRITE, 1, 0, ref);
    front.request(BlkifOp.WRITE_BARRIER, 2, 8, ref);
    front.request(BlkifOp.WRITE, 3, 16, ref);
    front.request(BlkifOp.FLUSH_DISKCACHE, 4, 0);
    assertEquals(List.of(), front.push());
    assertEquals(1, front.disk.held(), "the barrier keeps the others out");
    front.disk.holding = false;
    front.disk.letGo();
    assertEquals(4, front.push().size());
    assertEquals(List.of("WRITE", "FLUSH", "WRITE", "FLUSH", "WRITE", "FLUSH"), front.disk.log);
  }

  @Test
  void discardMakesZeroesAndSecureDiscardIsNotToBeHad() throws Exception {
    TestFront front = TestFront.connected(Abi.PV32);
    Arrays.fill(front.disk.contents, (byte) 1);
    front.discard(1, 8, 8, 0);
    front.discard(2, 16, 8, 1);
    front.discard(3, 2040, 9, 0);
    front.discard(4, -1, 1, 0);
    assertEquals(List.of("2:5:-2", "3:5:-1", "4:5:-1", "1:5:0"), front.push());
    assertEquals(1, front.disk.contents[8 * 512 - 1]);
    assertEquals(0, front.disk.contents[8 * 512] | front.disk.contents[16 * 512 - 1]);
    assertEquals(1, front.disk.contents[16 * 512]);
  }

  @Test
  void requestsThatMakeNoSenseAreAnsweredWithAnErrorAndHarmNobody() throws Exception {
    TestFront front = TestFront.connected(Abi.PV64);
    int good = front.page(frames, false);
    int readOnly = front.page(frames, true);
    front.request(BlkifOp.READ, 1, 2048, good); // behind the end
    front.request(BlkifOp.READ, 2, Long.MAX_VALUE, good);
    front.request(BlkifOp.READ, 3, 0, 4711); // never granted
    front.request(BlkifOp.READ, 4, 0, good, readOnly);
    front.request(BlkifOp.READ, 5, 0);
    front.indirect(BlkifOp.FLUSH_DISKCACHE, 6, 0, 1, good);
    front.indirect(BlkifOp.READ, 7, 0, 257, good);
    front.indirect(BlkifOp.READ, 8, 0, 1, 4711);
    front.request(BlkifOp.RESERVED_1, 9, 0);
    List<String> answers = front.push();
    assertEquals(
        List.of(
            "1:0:-1", "2:0:-1", "3:0:-1", "4:0:-1", "5:0:-1", "6:3:-1", "7:0:-1", "8:0:-1",
            "9:4:-2"),
        answers);
    front.request(BlkifOp.READ, 10, 0, good);
    assertEquals(List.of("10:0:0"), front.push());
    assertEquals(1, front.held());
  }

  @Test
  void segmentsBeyondTheirPageAreAnError() throws Exception {
    TestFront front = TestFront.connected(Abi.PV64);
    int good = front.page(frames, false);
    for (int[] sectors : new int[][] {{0, 8}, {5, 4}, {255, 255}}) {
      ByteArrayBytes slot = new ByteArrayBytes(112);
      slot.putU8(1, 1);
      long at = 24;
      BlkifRequestSegment.GREF.put(slot, at, Abi.PV64, good);
      BlkifRequestSegment.FIRST_SECT.put(slot, at, Abi.PV64, sectors[0]);
      BlkifRequestSegment.LAST_SECT.put(slot, at, Abi.PV64, sectors[1]);
      front.put(slot);
    }
    assertEquals(List.of("0:0:-1", "0:0:-1", "0:0:-1"), front.push());
  }

  @Test
  void aRingThatJumpsAheadEndsTheConnectionWithAReason() throws Exception {
    TestFront front = TestFront.connected(Abi.PV64);
    BlkifSring.REQ_PROD.put(front.shared, 0, Abi.PV64, 33);
    front.domain.signal(front.port);
    front.world.run();
    assertEquals("5", front.back("state"));
    assertEquals(0, front.held());
    String error = "/error/backend/vbd/7/51712/error";
    String reason = front.world.store().find("/local/domain/0" + error).orElse("none");
    assertTrue(reason.contains("ring makes no sense: req_prod 33, taken 0"), reason);
    assertEquals(
        reason,
        front.world.store().find("/local/domain/7/error/device/vbd/51712/error").orElse(""));
  }

  @Test
  void afterItsRingWasBrokenAFrontEndMayBeginAnew() throws Exception {
    TestFront front = TestFront.connected(Abi.PV64);
    BlkifSring.REQ_PROD.put(front.shared, 0, Abi.PV64, -1);
    front.domain.signal(front.port);
    front.world.run();
    front.write("state", "6");
    front.world.run();
    assertEquals("6", front.back("state"));
    front.write("state", "1");
    front.world.run();
    assertEquals("2", front.back("state"));
    front.connect(1);
    assertEquals("4", front.back("state"));
    front.request(BlkifOp.READ, 1, 0, front.page(frames, false));
    assertEquals(List.of("1:0:0"), front.push());
  }

  @Test
  void persistentGrantsStayMappedUntilTheEnd() throws Exception {
    TestFront front = new TestFront(Abi.PV64);
    front.write("feature-persistent", "1");
    front.connect(1);
    int ref = front.page(frames, false);
    for (int i = 0; i < 3; i++) {
      front.request(BlkifOp.READ, i, 0, ref);
      assertEquals(1, front.push().size());
      assertEquals(2, front.held(), "the ring and one page, mapped once");
    }
    front.write("state", "6");
    front.world.run();
    assertEquals(0, front.held());
  }

  @Test
  void disconnectingWaitsForTheHardware() throws Exception {
    TestFront front = TestFront.connected(Abi.PV64);
    front.disk.holding = true;
    front.request(BlkifOp.READ, 1, 0, front.page(frames, false));
    front.push();
    front.write("state", "6");
    front.world.run();
    assertEquals("4", front.back("state"));
    assertEquals(2, front.held());
    front.disk.holding = false;
    front.disk.letGo();
    front.world.run();
    assertEquals("6", front.back("state"));
    assertEquals(0, front.held());
  }

  @Test
  void aDiskThatFailsMakesErrors() throws Exception {
    TestFront front = TestFront.connected(Abi.PV64);
    front.disk.failing = true;
    front.request(BlkifOp.READ, 1, 0, front.page(frames, false));
    assertEquals(List.of("1:0:-1"), front.push());
    assertEquals(1, front.held());
  }

  @Test
  void aReadOnlyDiskSaysSoAndTakesNoWrites() throws Exception {
    TestFront front = new TestFront(Abi.PV64);
    front.disk.readOnly = true;
    front.connect(1);
    assertEquals("4", front.back("info"));
    assertEquals("0", front.back("feature-discard"));
    front.request(BlkifOp.WRITE, 1, 0, front.page(frames, false));
    front.discard(2, 0, 8, 0);
    assertEquals(List.of("1:1:-1", "2:5:-1"), front.push());
  }

  @Test
  void whatTheDiskIsStandsInTheNodesOfLinuxsBackEnd() throws Exception {
    TestFront front = TestFront.connected(Abi.PV64);
    assertEquals("1", front.back("feature-discard"));
    assertEquals("65536", front.back("discard-granularity"));
    assertEquals("0", front.back("discard-alignment"));
    assertEquals("0", front.back("discard-secure"));
    assertEquals("512", front.back("sector-size"));
    assertEquals("4096", front.back("physical-sector-size"));
  }

  @Test
  void linuxCountsIn512BytesWhateverTheSectorsAre() throws Exception {
    TestFront front = new TestFront(Abi.PV64);
    front.disk.logicalSectorBytes = 4096;
    front.connect(1);
    assertEquals("4096", front.back("sector-size"));
    assertEquals("2048", front.back("sectors"));
    front.disk.contents[8 * 512] = 47;
    front.request(BlkifOp.READ, 1, 8, front.page(frames, false));
    front.request(BlkifOp.READ, 2, 7, front.page(frames, false));
    assertEquals(List.of("2:0:-1", "1:0:0"), front.push());
    assertEquals(47, pageOf(front, frames.getFirst())[0]);
  }

  @Test
  void whoSaysThatItKnowsLargeSectorsCountsInThem() throws Exception {
    TestFront front = new TestFront(Abi.PV64);
    front.disk.logicalSectorBytes = 4096;
    front.write("feature-large-sector-size", "1");
    front.connect(1);
    assertEquals("256", front.back("sectors"));
    front.disk.contents[2 * 4096 + 4095] = 47;
    for (long sector : new long[] {2, 256, Long.MAX_VALUE / 4, -1}) {
      ByteArrayBytes slot = new ByteArrayBytes(112);
      slot.putU8(1, 1);
      slot.putU64(16, sector);
      slot.putU32(24, front.page(frames, false));
      front.put(slot);
    }
    front.discard(0, 1, 1, 0);
    assertEquals(List.of("0:0:-1", "0:0:-1", "0:0:-1", "0:0:0", "0:5:0"), front.push());
    assertEquals(47, pageOf(front, frames.getFirst())[4095]);
  }

  @Test
  void requestsAndSectorsAreCounted() throws Exception {
    TestFront front = TestFront.connected(Abi.PV64);
    int page = front.page(frames, false);
    front.request(BlkifOp.READ, 1, 0, page, page);
    front.request(BlkifOp.WRITE, 2, 0, page);
    front.request(BlkifOp.WRITE_BARRIER, 3, 0, page);
    front.request(BlkifOp.FLUSH_DISKCACHE, 4, 0);
    front.push();
    BlockCounters counters = front.backend.counters(front.domain.self(), 51712);
    assertEquals(1, counters.reads());
    assertEquals(16, counters.sectorsRead());
    assertEquals(2, counters.writes());
    assertEquals(16, counters.sectorsWritten());
  }

  @Test
  void nodesThatMakeNoSenseEndTheConnectionWithAReason() throws Exception {
    TestFront front = new TestFront(Abi.PV64);
    front.write("ring-page-order", "17");
    front.connect(1);
    assertEquals("5", front.back("state"));
    assertEquals(0, front.held());
    assertTrue(front.log.toString().contains("ring-page-order is \"17\""), front.log::toString);
  }

  @Test
  void whatAFrontEndWroteCannotSpeakToTheTerminalThatShowsTheReason() throws Exception {
    TestFront front = new TestFront(Abi.PV64);
    front.write("ring-page-order", "\033[2J" + "x".repeat(2000));
    front.connect(1);
    String said = front.log.toString();
    assertTrue(said.contains("is \"?[2Jxxx") && said.length() < 300, said);
  }

  @Test
  void removingTheNodesLetsEverythingGo() throws Exception {
    TestFront front = TestFront.connected(Abi.PV64);
    front.world.store().remove(TestFront.FRONT);
    front.world.store().remove(TestFront.BACK);
    front.world.run();
    assertEquals(0, front.held());
    assertTrue(front.world.store().list("/local/domain/0/backend/vbd/7").isEmpty());
  }
}
