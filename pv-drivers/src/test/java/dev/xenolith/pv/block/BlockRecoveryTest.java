package dev.xenolith.pv.block;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.xenolith.abi.io.BlkifOp;
import dev.xenolith.abi.layout.Abi;
import dev.xenolith.abi.num.Mfn;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** A back end in which a bug shows begins anew, and its front end need not know. */
class BlockRecoveryTest {
  private static final Comparator<String> BY_ID =
      Comparator.comparingInt(answer -> Integer.parseInt(answer.split(":")[0]));

  private final List<Mfn> frames = new ArrayList<>();

  private long word(TestFront front, int frame) {
    return front.world.memory().getU64(frames.get(frame).toMaddr().raw());
  }

  @Test
  void aRequestInWhichABugShowsIsDoneByTheNextBackEnd() throws Exception {
    TestFront front = TestFront.connected(Abi.PV64);
    front.disk.contents[8 * 512] = 47;
    front.disk.bugs = 1;
    front.request(BlkifOp.READ, 1, 8, front.page(frames, false));
    assertEquals(List.of("1:0:0"), front.push());
    assertEquals(47, word(front, 0));
    assertEquals("4", front.back("state"));
    assertEquals(1, front.held(), "the ring");
    String said = front.log.getFirst();
    assertTrue(said.contains("a bug of the disk's driver") && said.contains("BlockQueue"), said);
  }

  @Test
  void whatWasAnsweredOutOfOrderIsNotAskedAgain() throws Exception {
    TestFront front = TestFront.connected(Abi.PV32);
    int page = front.page(frames, false);
    front.disk.holding = true;
    for (int i = 0; i < 5; i++) {
      front.request(BlkifOp.WRITE, i, 8L * i, page);
    }
    front.push();
    front.disk.letGo(3);
    front.disk.letGo(1);
    assertEquals(List.of("3:1:0", "1:1:0"), front.push());
    front.backend.crash(front.domain.self(), 51712);
    front.world.run();
    assertEquals(4, front.held(), "the hardware still has the pages of three");
    front.request(BlkifOp.WRITE, 5, 40, page);
    front.disk.letGo();
    front.disk.holding = false;
    assertEquals(
        List.of("0:1:0", "2:1:0", "4:1:0", "5:1:0"), front.push().stream().sorted(BY_ID).toList());
    assertEquals(1, front.held());
    assertEquals(9, front.disk.log.size(), "three were done twice");
  }

  @Test
  void aBarrierKeepsItsPlace() throws Exception {
    TestFront front = TestFront.connected(Abi.PV64);
    int page = front.page(frames, false);
    front.disk.holding = true;
    front.request(BlkifOp.WRITE, 1, 0, page);
    front.request(BlkifOp.WRITE_BARRIER, 2, 8, page);
    front.request(BlkifOp.WRITE, 3, 16, page);
    front.push();
    front.backend.crash(front.domain.self(), 51712);
    front.disk.letGo();
    front.disk.holding = false;
    assertEquals(List.of("1:1:0", "2:2:0", "3:1:0"), front.push());
    assertEquals(List.of("WRITE", "WRITE", "FLUSH", "WRITE", "FLUSH", "WRITE"), front.disk.log);
  }

  @Test
  void aFrontEndThatGoesMeanwhileIsForgottenWithItsRequests() throws Exception {
    TestFront front = TestFront.connected(Abi.PV64);
    front.disk.holding = true;
    front.request(BlkifOp.READ, 1, 0, front.page(frames, false));
    front.push();
    front.backend.crash(front.domain.self(), 51712);
    front.write("state", "6");
    front.world.run();
    front.disk.holding = false;
    front.disk.letGo();
    front.world.run();
    assertEquals("6", front.back("state"));
    front.write("state", "1");
    front.world.run();
    front.connect(1);
    assertEquals(List.of(), front.push());
    front.request(BlkifOp.FLUSH_DISKCACHE, 2, 0);
    assertEquals(List.of("2:3:0"), front.push());
  }

  @Test
  void aBugThatShowsAgainAndAgainEndsTheConnectionWithAReason() throws Exception {
    TestFront front = TestFront.connected(Abi.PV64);
    front.disk.bugs = 1000;
    front.request(BlkifOp.READ, 1, 0, front.page(frames, false));
    assertEquals(List.of(), front.push());
    assertEquals("5", front.back("state"));
    assertEquals(0, front.held());
    assertEquals(991, front.disk.bugs);
    String error = "/local/domain/7/error/device/vbd/51712/error";
    String reason = front.world.store().find(error).orElse("none");
    assertTrue(reason.startsWith("the back end failed: java.lang."), reason);
  }

  @Test
  void bugsAtAnyTimeLoseNoRequestAndAnswerNoneTwice() throws Exception {
    long seed = Long.getLong("xenolith.seed", 20_27);
    System.out.println("back end with bugs: seed " + seed);
    SplittableRandom random = new SplittableRandom(seed);
    TestFront front = new TestFront(Abi.PV64);
    front.write("feature-persistent", "1");
    front.connect(1);
    int[] pages = new int[8];
    for (int i = 0; i < pages.length; i++) {
      pages[i] = front.page(frames, false);
    }
    Set<Long> waiting = new HashSet<>();
    front.disk.holding = true;
    for (long id = 0; id < 3000; id++) {
      if (front.ring.hasRoom()) {
        BlkifOp op = random.nextInt(9) == 0 ? BlkifOp.WRITE_BARRIER : BlkifOp.WRITE;
        front.request(op, id, 8L * random.nextInt(200), pages[random.nextInt(8)]);
        waiting.add(id);
      }
      for (int i = random.nextInt(4); i > 0 && front.disk.held() > 0; i--) {
        front.disk.letGo(random.nextInt(front.disk.held()));
      }
      take(front, waiting, seed);
      if (random.nextInt(20) == 0) {
        front.backend.crash(front.domain.self(), 51712);
      }
      front.world.second();
    }
    for (int round = 0; !waiting.isEmpty() && round < 1000; round++) {
      front.disk.letGo();
      take(front, waiting, seed);
    }
    assertEquals(Set.of(), waiting, "seed " + seed);
  }

  private static void take(TestFront front, Set<Long> waiting, long seed) {
    for (String answer : front.push()) {
      long id = Long.parseLong(answer.split(":")[0]);
      assertTrue(waiting.remove(id), answer + " was not asked for; seed " + seed);
      assertTrue(answer.endsWith(":0"), answer);
    }
  }
}
