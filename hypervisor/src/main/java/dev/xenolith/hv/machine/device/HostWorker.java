package dev.xenolith.hv.machine.device;

/** Where a device's work on the host is done: now or later, here or on other threads. */
public interface HostWorker {
  /** Something to be done, as its worker sees it. */
  interface Work {
    /** How long it takes in virtual time, in nanoseconds. */
    long nanos();

    /** Does it. */
    void carryOut();
  }

  /**
   * Has something carried out.
   *
   * @param work what to do, on any thread
   * @param done to be called afterwards on the physical CPU
   */
  void start(Work work, Runnable done);

  /** Returns when nothing is being carried out any more; nothing is told any more either. */
  void close();
}
