package dev.xenolith.dom0.builder;

import dev.xenolith.abi.num.DomId;
import dev.xenolith.abi.num.EvtchnPort;
import dev.xenolith.abi.num.Mfn;
import dev.xenolith.dom0.elf.PvImage;

/**
 * A domain that is ready to run but for its introduction to xenstore.
 *
 * @param image what it was started from: symbols explain its addresses
 * @param storePort its port for xenstored
 * @param consolePort its port for consoled
 */
public record BuiltDomain(
    DomId domid,
    DomainSpec spec,
    PvImage image,
    Mfn storeRing,
    EvtchnPort storePort,
    Mfn consoleRing,
    EvtchnPort consolePort) {}
