package dev.xenolith.dom0.xl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class BuildProgressTest {
  private static final int LONG = 600_000;
  private final BlockingQueue<String> told = new LinkedBlockingQueue<>();

  private String next() throws InterruptedException {
    return told.poll(60, TimeUnit.SECONDS);
  }

  @Test
  void quickBuildIsSilent() {
    BuildProgress progress = new BuildProgress(told::add, LONG);
    progress.step("unpacking");
    progress.step("loading");
    progress.end();
    assertNull(told.poll());
  }

  @Test
  void slowBuildTellsWhatItIsAtAndThenEveryStep() throws InterruptedException {
    BuildProgress progress = new BuildProgress(told::add, 0);
    assertEquals("switching the machine on", next());
    progress.step("unpacking");
    assertEquals("unpacking", next());
    progress.end();
    progress.step("connecting");
    assertNull(told.poll());
  }
}
