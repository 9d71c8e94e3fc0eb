package dev.xenolith.hv.machine.memory;

/** Who wants to know of writes into some frames: an engine that has decoded the code in them. */
public interface WriteWatcher {
  /**
   * A frame is watched from now on, by whomever: nobody may keep a way to write into it that
   * bypasses {@link MachineMemory}.
   */
  void frameWatched(long frame);

  /** Bytes of a watched frame were just written, by whomever. */
  void frameWritten(long maddr, int length);
}
