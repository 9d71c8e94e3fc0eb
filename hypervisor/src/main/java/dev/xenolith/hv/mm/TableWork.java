package dev.xenolith.hv.mm;

import java.util.ArrayList;
import java.util.List;

/**
 * The validation or devalidation of a page table and all below it, as a stack of tables with the
 * next entry of each. It can stop after any entry and go on later, so that no guest holds the
 * machine for long.
 */
final class TableWork {
  private final List<Step> stack = new ArrayList<>();
  private Step root;
  private int result;

  /** One table on the way. */
  static final class Step {
    final long mfn;
    final int level;

    /** The table whose entry led here, or -1. */
    final long parent;

    /** Entries below this one (validating) or above it (devalidating) are done. */
    int slot;

    boolean devalidating;

    /** Whether it began as a devalidation, not as a validation that turned back. */
    boolean removal;

    /** 0, or the error that made a validation turn back. */
    int failure;

    Step(long mfn, int level, long parent) {
      this.mfn = mfn;
      this.level = level;
      this.parent = parent;
    }
  }

  static TableWork validating(long mfn, int level) {
    TableWork work = new TableWork();
    work.pushValidation(mfn, level, -1);
    return work;
  }

  static TableWork devalidating(long mfn, int level, long parent) {
    TableWork work = new TableWork();
    work.pushDevalidation(mfn, level, parent);
    return work;
  }

  void pushValidation(long mfn, int level, long parent) {
    push(new Step(mfn, level, parent));
  }

  void pushDevalidation(long mfn, int level, long parent) {
    Step step = new Step(mfn, level, parent);
    step.devalidating = true;
    step.removal = true;
    step.slot = Pte.ENTRIES - 1;
    push(step);
  }

  private void push(Step step) {
    if (root == null) {
      root = step;
    }
    stack.add(step);
  }

  /** The table the work is about. */
  Step root() {
    return root;
  }

  Step top() {
    return stack.getLast();
  }

  Step pop() {
    return stack.removeLast();
  }

  boolean isDone() {
    return stack.isEmpty();
  }

  int result() {
    return result;
  }

  void result(int rc) {
    result = rc;
  }
}
