package dev.xenolith.hv.grant;

import dev.xenolith.abi.num.DomId;
import dev.xenolith.abi.num.Mfn;

/**
 * A granted frame in use: what counts, whatever the granter writes into the shared entry meanwhile.
 */
final class ActiveEntry {
  /** A counter this high takes no more pins. */
  private static final int LIMIT = 128;

  final DomId grantee;
  final Entries.Part part;

  /** Whose the frame is: the granter's, unless it granted at second hand. */
  final DomId owner;

  /** Where a transitive grant leads, or null. */
  final Pins source;

  final int sourceRef;
  private int hostReads;
  private int hostWrites;
  private int deviceReads;
  private int deviceWrites;

  /** A grant of the granter's own. */
  ActiveEntry(DomId grantee, Entries.Part part, DomId owner) {
    this(grantee, part, owner, null, 0);
  }

  /** A grant of what {@code source} grants the granter. */
  ActiveEntry(DomId grantee, Entries.Part part, DomId owner, Pins source, int sourceRef) {
    this.grantee = grantee;
    this.part = part;
    this.owner = owner;
    this.source = source;
    this.sourceRef = sourceRef;
  }

  Mfn frame() {
    return part.frame();
  }

  boolean isPinned() {
    return (hostReads | hostWrites | deviceReads | deviceWrites) != 0;
  }

  boolean isWritePinned() {
    return (hostWrites | deviceWrites) != 0;
  }

  boolean canPin(int flags) {
    boolean readonly = MapFlags.isReadonly(flags);
    return (!MapFlags.isHost(flags) || (readonly ? hostReads : hostWrites) < LIMIT)
        && (!MapFlags.isDevice(flags) || (readonly ? deviceReads : deviceWrites) < LIMIT);
  }

  void pin(int flags) {
    add(flags, 1);
  }

  void unpin(int flags) {
    add(flags, -1);
    if ((hostReads | hostWrites | deviceReads | deviceWrites) < 0) {
      throw new IllegalStateException("unpinned more often than pinned: " + this);
    }
  }

  private void add(int flags, int amount) {
    boolean readonly = MapFlags.isReadonly(flags);
    if (MapFlags.isHost(flags)) {
      hostReads += readonly ? amount : 0;
      hostWrites += readonly ? 0 : amount;
    }
    if (MapFlags.isDevice(flags)) {
      deviceReads += readonly ? amount : 0;
      deviceWrites += readonly ? 0 : amount;
    }
  }

  /** All pins, for audits. */
  int pins() {
    return hostReads + hostWrites + deviceReads + deviceWrites;
  }

  @Override
  public String toString() {
    return "%s to %s, host %d r %d w, device %d r %d w"
        .formatted(part.frame(), grantee, hostReads, hostWrites, deviceReads, deviceWrites);
  }
}
