package dev.xenolith.hv.machine.device;

/** Where the work of disk commands is done: now or later, here or on other threads. */
public interface DiskWorker {
  /** A command as its worker sees it. */
  interface Work {
    /** Which of {@link dev.xenolith.abi.device.DiskCommand}. */
    int operation();

    /** How many bytes it is about. */
    long length();

    /** Does it. */
    void carryOut();
  }

  /**
   * Has a command carried out.
   *
   * @param work what to do, on any thread
   * @param done to be called afterwards on the physical CPU
   */
  void start(Work work, Runnable done);

  /** Returns when nothing is being carried out any more; nothing is told any more either. */
  void close();
}
