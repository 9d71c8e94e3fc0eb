package dev.xenolith.dom0.xl;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.xenolith.dom0.launch.MachineUse;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class RunStatsTest {
  private static final long SECOND = 1_000_000_000;

  @Test
  void speedIsCountedWhileTheCpuWasBusy() {
    MachineUse use = new MachineUse(3_000_000_000L, 20 * SECOND, OptionalLong.of(100 << 20));
    assertEquals(
        List.of(
            "time: 30.00 s; the simulated CPU was busy for 20.00 s of them",
            "instructions: 3,000,000,000, 150.0 million a second",
            "memory: the machine touched 100.0 MiB; with it this program has 200.0 MiB and had"
                + " 300.0 MiB at most"),
        RunStats.lines(use, 30 * SECOND, OptionalLong.of(200 << 20), OptionalLong.of(300 << 20)));
  }

  @Test
  void memoryIsLeftOutWhereTheHostDoesNotTell() {
    MachineUse use = new MachineUse(0, 0, OptionalLong.empty());
    assertEquals(2, RunStats.lines(use, SECOND, OptionalLong.empty(), OptionalLong.empty()).size());
  }
}
