package dev.xenolith.dom0.trace;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.xenolith.abi.layout.Abi;
import dev.xenolith.abi.sign.NamedMemory;
import dev.xenolith.abi.sign.Signature;
import dev.xenolith.abi.trace.TraceEvent.Block;
import dev.xenolith.abi.trace.TraceEvent.HypercallEnter;
import dev.xenolith.abi.trace.TraceEvent.HypercallExit;
import dev.xenolith.abi.trace.TraceEvent.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whatever a guest passes, it is captured and printed. */
class HostileCallsTest {
  private static final long SEED = 4711;
  private static final int CALLS = 40_000;
  private static final long[] INTERESTING = {
    0, 1, 2, 3, 8, 0x7FF0, 0x7FFF_FFFFL, 0x8000_0000L, 0xFFFF_FFFFL, -1, Long.MIN_VALUE
  };

  private final Random random = new Random(SEED);

  private long number() {
    return switch (random.nextInt(4)) {
      case 0 -> INTERESTING[random.nextInt(INTERESTING.length)];
      case 1 -> random.nextInt(64);
      case 2 -> random.nextInt();
      default -> random.nextLong();
    };
  }

  private byte[] memory(int wanted) {
    if (wanted < 0 || random.nextInt(5) == 0) {
      return new byte[0];
    }
    byte[] bytes = new byte[random.nextInt(8) == 0 ? random.nextInt(65) : Math.min(wanted, 4096)];
    if (bytes.length > wanted) {
      return new byte[0];
    }
    if (random.nextBoolean()) {
      random.nextBytes(bytes);
    }
    for (int i = 0; i < 4 && i < bytes.length; i++) {
      bytes[i] = (byte) (random.nextBoolean() ? random.nextInt(30) : bytes[i]);
    }
    return bytes;
  }

  private List<Block> capture(Signature s, Abi abi, long[] args, boolean after) {
    List<Block> blocks = new ArrayList<>();
    NamedMemory.visit(
        s,
        abi,
        args,
        after,
        (address, wanted) -> {
          byte[] bytes = blocks.size() > 400 ? new byte[0] : memory(wanted);
          blocks.add(new Block(address, wanted, bytes));
          return bytes;
        });
    assertTrue(blocks.size() < 10_000, "seed " + SEED);
    return blocks;
  }

  @Test
  void nothingAGuestPassesStopsTheTrace() {
    for (int i = 0; i < CALLS; i++) {
      int call = random.nextInt(64);
      long[] args = new long[5];
      for (int a = 0; a < args.length; a++) {
        args[a] = number();
      }
      Abi abi = random.nextBoolean() ? Abi.PV32 : Abi.PV64;
      Optional<Signature> s = Signature.of(call, args);
      List<Block> before = s.map(x -> capture(x, abi, args, false)).orElse(List.of());
      List<Block> after = s.map(x -> capture(x, abi, args, true)).orElse(List.of());
      boolean pv64 = abi == Abi.PV64;
      CallText text = new CallText(new HypercallEnter(call, 0, pv64, args, before), 8);
      HypercallExit exit = new HypercallExit(call, 0, pv64, Outcome.RETURNED, number(), 0, after);
      String line = text.name() + "(" + text.arguments(exit) + ") = " + text.result(exit);
      assertNotNull(text.arguments(null), "seed " + SEED + " call " + i);
      assertFalse(line.contains("\n"), "seed " + SEED + " call " + i + ": " + line);
      assertTrue(line.length() < 20_000, "seed " + SEED + " call " + i + ": " + line.length());
    }
  }
}
