package dev.xenolith.dom0.toolstack;

import dev.xenolith.abi.call.ShutdownReason;
import dev.xenolith.abi.num.DomId;
import java.util.Optional;

/**
 * A domain that is over.
 *
 * @param reason why it shut down; empty when it was destroyed, or shut down for a reason without a
 *     name
 */
public record DomainExit(DomId domid, Optional<ShutdownReason> reason) {}
