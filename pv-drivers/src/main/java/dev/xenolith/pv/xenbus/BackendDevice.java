package dev.xenolith.pv.xenbus;

/** One device of a back end, told what to do by the states of both halves. */
public interface BackendDevice {
  /**
   * Says what it can, before a front end connects.
   *
   * @return false while something is missing in its own nodes
   */
  boolean prepare() throws DeviceException;

  /** Connects to the front end as its nodes say. On failure nothing stays connected. */
  void connect() throws DeviceException;

  /**
   * Disconnects, if it is connected: takes no more requests, lets those under way end, and lets go
   * of everything that is the front end's.
   *
   * @param then called when that is done; may be at once
   */
  void disconnect(Runnable then);

  /** Whether a front end that stays connected need not know that this half has begun anew. */
  default boolean canBeginAnew() {
    return true;
  }

  /**
   * Disconnects after a bug showed, with whatever state that left: lets go of everything that is
   * the front end's, which stays connected as it is and need not know. {@link #connect} follows.
   *
   * @param then called when that is done; may be at once
   */
  default void crashed(Runnable then) {
    disconnect(then);
  }

  /** It is disconnected and will never be connected again. */
  void dispose();
}
