package dev.xenolith.dom0.toolstack;

import dev.xenolith.abi.num.DomId;

/** The toolstack has no domain of this number. */
public final class NoSuchDomainException extends Exception {
  private static final long serialVersionUID = 1;

  NoSuchDomainException(DomId domid) {
    super("there is no domain " + domid.raw());
  }
}
