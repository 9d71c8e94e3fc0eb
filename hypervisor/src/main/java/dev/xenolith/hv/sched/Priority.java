package dev.xenolith.hv.sched;

/** Who goes first, in this order. */
enum Priority {
  /** Has just woken with credit left. */
  BOOST,
  /** Has credit left. */
  UNDER,
  /** Has had its share. */
  OVER;

  boolean isBefore(Priority other) {
    return ordinal() < other.ordinal();
  }
}
