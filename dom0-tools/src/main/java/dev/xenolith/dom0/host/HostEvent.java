package dev.xenolith.dom0.host;

import java.time.Instant;

/**
 * Something that happened on a host.
 *
 * @param seq counts up from 1 since the host started
 * @param domid the domain it is about, or null
 * @param name that domain's name, or null
 * @param detail what the kind alone does not say, or null
 */
public record HostEvent(
    long seq, Instant time, Kind kind, Integer domid, String name, String detail) {
  /** What can happen. */
  public enum Kind {
    HOST_STARTED,
    HOST_STOPPING,
    HOST_STOPPED,
    /** A bug of ours ended the machine. */
    HOST_FAILED,
    /** A domain of a host that was killed; it is gone. */
    DOMAIN_LOST,
    DOMAIN_CREATED,
    DOMAIN_PAUSED,
    DOMAIN_UNPAUSED,
    DOMAIN_RENAMED,
    /** The domain has shut down; the detail is the reason. */
    DOMAIN_SHUTDOWN,
    /** What the configuration says is to follow; the detail is the action. */
    DOMAIN_ACTION,
    DOMAIN_DUMPED,
    DOMAIN_DESTROYED,
    /** What was to follow a shutdown could not be done; the detail says why. */
    DOMAIN_FAILED,
    /** A service of domain 0 has something to say. */
    NOTE
  }
}
