/**
 * Time: the machine's clock, the timers on it, and what a guest sees of both.
 *
 * <p>Invariants: nothing outside this package reads the host's clock. System time is nanoseconds
 * since the machine started, never goes backwards, and the time stamp counter counts exactly those
 * nanoseconds, so that the scale guests are given is exact. Timers due at the same moment fire in
 * the order they were set. In virtual time every answer follows from the instructions retired and
 * the costs charged, so two runs agree.
 *
 * <p>Ownership: the thread of the physical CPU, but for {@link
 * dev.xenolith.hv.time.SystemClock#wakeUp}, which any thread may call.
 */
package dev.xenolith.hv.time;
