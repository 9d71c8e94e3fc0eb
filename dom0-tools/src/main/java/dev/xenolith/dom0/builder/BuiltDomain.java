package dev.xenolith.dom0.builder;

import dev.xenolith.abi.num.DomId;
import dev.xenolith.abi.num.EvtchnPort;
import dev.xenolith.abi.num.Mfn;
import java.util.UUID;

/**
 * A domain that is ready to run but for its introduction to xenstore.
 *
 * @param spec what it was built from, without the bytes of its images
 * @param wide whether its kernel is a 64-bit one
 * @param entry where vCPU 0 starts
 * @param storePort its port for xenstored
 * @param consolePort its port for consoled
 */
public record BuiltDomain(
    DomId domid,
    DomainSpec spec,
    boolean wide,
    long entry,
    Mfn storeRing,
    EvtchnPort storePort,
    Mfn consoleRing,
    EvtchnPort consolePort) {
  /** The same domain under another name and UUID. */
  public BuiltDomain withIdentity(String name, UUID uuid) {
    return new BuiltDomain(
        domid,
        spec.withIdentity(name, uuid),
        wide,
        entry,
        storeRing,
        storePort,
        consoleRing,
        consolePort);
  }
}
