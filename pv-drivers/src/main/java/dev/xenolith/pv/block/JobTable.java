package dev.xenolith.pv.block;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;

/**
 * The requests of a ring that are under way. Each keeps the copy it was read from: responses stand
 * where requests stood, so the ring itself does not tell which are unanswered.
 */
final class JobTable {
  /** How many requests may be under way; others wait in the ring. */
  private static final int MOST = 64;

  private final BlockQueue queue;
  private final int slotBytes;
  private final List<BlockJob> all = new ArrayList<>();
  private final ArrayDeque<BlockJob> free = new ArrayDeque<>();
  private final ArrayDeque<byte[]> again;
  private long taken;
  private int underWay;
  private int inHardware;

  /** A table with requests that are to be done again. */
  JobTable(BlockQueue queue, int slotBytes, List<byte[]> again) {
    this.queue = queue;
    this.slotBytes = slotBytes;
    this.again = new ArrayDeque<>(again);
  }

  boolean hasRoom() {
    return !free.isEmpty() || all.size() < MOST;
  }

  /** A job for the next request, whose copy is still to be made. */
  BlockJob begin() {
    BlockJob job = free.poll();
    if (job == null) {
      job = new BlockJob(queue, slotBytes);
      all.add(job);
    }
    underWay++;
    job.begin(taken++);
    return job;
  }

  boolean hasUnanswered() {
    return !again.isEmpty();
  }

  /** Gives a job the next request that is to be done again; false when there is none. */
  boolean giveUnanswered(BlockJob job) {
    byte[] slot = again.poll();
    if (slot != null) {
      System.arraycopy(slot, 0, job.slot().array(), 0, slotBytes);
    }
    return slot != null;
  }

  void end(BlockJob job) {
    underWay--;
    job.clear();
    free.push(job);
  }

  int underWay() {
    return underWay;
  }

  void entersHardware(BlockJob job) {
    job.setInHardware(true);
    inHardware++;
  }

  void leavesHardware(BlockJob job) {
    if (job.isInHardware()) {
      job.setInHardware(false);
      inHardware--;
    }
  }

  int inHardware() {
    return inHardware;
  }

  void forEachUnderWay(Consumer<BlockJob> action) {
    all.stream().filter(BlockJob::isUnderWay).forEach(action);
  }

  List<byte[]> unanswered() {
    List<byte[]> slots = new ArrayList<>();
    all.stream()
        .filter(BlockJob::isUnderWay)
        .sorted(Comparator.comparingLong(BlockJob::number))
        .forEach(job -> slots.add(job.slot().array().clone()));
    slots.addAll(again);
    return slots;
  }
}
