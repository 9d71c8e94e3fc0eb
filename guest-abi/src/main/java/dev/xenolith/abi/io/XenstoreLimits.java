package dev.xenolith.abi.io;

/** Limits and states of the xenstore ring (io/xs_wire.h). */
public final class XenstoreLimits {
  /** Bytes in each direction of the ring; a power of two. */
  public static final int RING_SIZE = 1024;

  /** The longest payload of a message. */
  public static final int PAYLOAD_MAX = 4096;

  /** The longest absolute path. */
  public static final int ABS_PATH_MAX = 3072;

  /** The longest relative path. */
  public static final int REL_PATH_MAX = 2048;

  /** server_features: the ring may be reconnected. */
  public static final int FEATURE_RECONNECTION = 1;

  /** server_features: the error member is there. */
  public static final int FEATURE_ERROR = 2;

  /** connection: the steady state. */
  public static final int CONNECTED = 0;

  /** connection: being reconnected. */
  public static final int RECONNECT = 1;

  /** error: none. */
  public static final int ERROR_NONE = 0;

  /** error: communication failed. */
  public static final int ERROR_COMM = 1;

  /** error: an index makes no sense. */
  public static final int ERROR_RINGIDX = 2;

  /** error: the protocol was violated. */
  public static final int ERROR_PROTO = 3;

  private XenstoreLimits() {}
}
