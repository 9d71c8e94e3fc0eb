package dev.xenolith.abi.device;

/**
 * Work on the host for services of domain 0, away from the simulated physical CPU: what may wait
 * for files is done here. Used on that CPU only, except that jobs run elsewhere.
 */
public interface Coprocessor {
  /** The line that tells of jobs that are done: where PCs had the one for numbers. */
  int LINE = 13;

  /** Something to be done on the host. */
  interface Job {
    /** How long it is to take in virtual time, in nanoseconds; asked before it runs. */
    long nanos();

    /** Does it, on any thread. What it throws is a bug and stops the machine. */
    void run();
  }

  /** Has a job done. Several may be under way at a time. */
  void start(Job job);

  /** The next job that is done and was not taken yet, or null. */
  Job takeDone();

  /** Closes something of the host when the machine is closed, after all jobs. */
  void keep(AutoCloseable resource);

  /** Closes it now, by a job of its own which nobody is told of. */
  void release(AutoCloseable resource);
}
