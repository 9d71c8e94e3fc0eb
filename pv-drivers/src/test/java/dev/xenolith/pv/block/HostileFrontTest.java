package dev.xenolith.pv.block;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.xenolith.abi.io.BlkifOp;
import dev.xenolith.abi.io.BlkifSring;
import dev.xenolith.abi.layout.Abi;
import dev.xenolith.abi.layout.ByteArrayBytes;
import dev.xenolith.abi.num.Mfn;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** A front end that puts anything into its ring. */
class HostileFrontTest {
  private static final boolean LONG = Boolean.getBoolean("xenolith.long");
  private static final int DESCRIPTORS = LONG ? 1_000_000 : 20_000;

  private final long seed = Long.getLong("xenolith.seed", LONG ? System.nanoTime() : 20_26);
  private final SplittableRandom random = new SplittableRandom(seed);

  @Test
  void noContentsOfARingHarmTheBackEnd() throws Exception {
    System.out.println("hostile front end: seed " + seed);
    Abi abi = random.nextBoolean() ? Abi.PV32 : Abi.PV64;
    TestFront front = new TestFront(abi);
    List<Mfn> frames = new ArrayList<>();
    int[] refs = new int[20];
    for (int i = 0; i < refs.length; i++) {
      refs[i] = front.page(frames, i % 5 == 4);
    }
    front.connect(1);
    int sent = 0;
    int answered = 0;
    while (sent < DESCRIPTORS) {
      int burst = 1 + random.nextInt(front.ring.slots());
      for (int i = 0; i < burst; i++) {
        front.put(descriptor(abi, refs));
      }
      scribble(front, frames);
      front.disk.failing = random.nextInt(10) == 0;
      sent += burst;
      answered += front.push().size();
      front.world.second();
      answered += front.push().size();
      if (random.nextInt(200) == 0) {
        breakTheRing(front);
      }
    }
    assertEquals(sent, answered, () -> "seed " + seed);
    front.write("state", "6");
    front.world.run();
    assertEquals(0, front.held(), () -> "seed " + seed);
  }

  private ByteArrayBytes descriptor(Abi abi, int[] refs) {
    ByteArrayBytes slot = new ByteArrayBytes(abi == Abi.PV32 ? 108 : 112);
    for (int i = 0; i < slot.array().length; i += 4) {
      int word =
          switch (random.nextInt(4)) {
            case 0 -> random.nextInt();
            case 1 -> random.nextInt(2100);
            default -> refs[random.nextInt(refs.length)];
          };
      slot.putU32(i, word);
    }
    slot.putU8(0, random.nextInt(8) == 0 ? random.nextInt(256) : random.nextInt(7));
    slot.putU8(1, random.nextInt(8) == 0 ? random.nextInt(256) : random.nextInt(12));
    if (random.nextInt(4) != 0) {
      slot.putU64(abi == Abi.PV32 ? 12 : 16, random.nextLong(2048)); // a sector there is
    }
    return slot;
  }

  /** Pages of segments hold what pages of data hold. */
  private void scribble(TestFront front, List<Mfn> frames) {
    long at = frames.get(random.nextInt(frames.size())).toMaddr().raw();
    for (int i = 0; i < 64; i++) {
      front.world.memory().putU32(at + 4L * random.nextInt(1024), random.nextInt(64));
    }
  }

  /** Puts an index where it cannot be, sees the connection end, and connects again. */
  private void breakTheRing(TestFront front) {
    int sane = BlkifSring.REQ_PROD.get(front.shared, 0, Abi.PV64);
    int jump = front.ring.slots() + 1 + random.nextInt(Integer.MAX_VALUE - 64);
    BlkifSring.REQ_PROD.put(front.shared, 0, Abi.PV64, sane + jump);
    front.domain.signal(front.port);
    front.world.run();
    assertEquals("5", front.back("state"), () -> "seed " + seed);
    assertEquals(0, front.held(), () -> "seed " + seed);
    assertTrue(
        front.world.store().find("/local/domain/0/error/backend/vbd/7/51712/error").isPresent());
    for (String state : new String[] {"6", "1"}) {
      front.write("state", state);
      front.world.second();
    }
    front.connect(1);
    assertEquals("4", front.back("state"), () -> "seed " + seed);
    front.request(BlkifOp.FLUSH_DISKCACHE, 1, 0);
    assertEquals(1, front.push().size());
  }

  /** What a second of this domain is worth, in granted pages and requests taken. */
  private static final int SECOND = 200_000;

  /** How many requests an honest front end has answered in some seconds beside one that is not. */
  private long answeredBeside(boolean attacked) throws Exception {
    TestFront honest = new TestFront(Abi.PV64);
    TestFront hostile = honest.neighbour(8);
    List<Mfn> frames = new ArrayList<>();
    int[] pages = new int[8];
    for (int i = 0; i < pages.length; i++) {
      pages[i] = honest.page(frames, false);
    }
    int[] refs = new int[20];
    for (int i = 0; i < refs.length; i++) {
      refs[i] = hostile.page(frames, i % 5 == 4);
    }
    honest.connect(1);
    hostile.connect(4);
    long answered = 0;
    for (int second = 0; second < (LONG ? 50 : 5); second++) {
      long end = honest.world.work() + SECOND;
      while (honest.world.work() < end) {
        if (attacked) {
          while (hostile.ring.hasRoom()) {
            hostile.put(descriptor(Abi.PV64, refs));
          }
          honest.world.addWork(hostile.push().size());
        }
        while (honest.ring.hasRoom()) {
          honest.request(BlkifOp.READ, 1, random.nextLong(1984), pages);
        }
        int now = honest.push().size();
        honest.world.addWork(now);
        answered += now;
      }
      honest.world.second();
    }
    return answered;
  }

  @Test
  void anHonestFrontEndKeepsItsShareBesideAHostileOne() throws Exception {
    System.out.println("beside a hostile front end: seed " + seed);
    long alone = answeredBeside(false);
    long beside = answeredBeside(true);
    System.out.println("answered beside a hostile front end: " + beside + " of " + alone);
    assertTrue(beside * 100 >= alone * 95, () -> beside + " of " + alone + ", seed " + seed);
  }
}
