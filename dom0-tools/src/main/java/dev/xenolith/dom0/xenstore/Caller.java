package dev.xenolith.dom0.xenstore;

import dev.xenolith.abi.num.DomId;

/**
 * Whose rights a request is judged by.
 *
 * @param target a second domain whose rights the caller has too (SET_TARGET), or null
 */
record Caller(DomId domid, DomId target) {
  /** The toolstack. */
  static final Caller DOM0 = new Caller(DomId.DOM0, null);

  boolean isPrivileged() {
    return domid.equals(DomId.DOM0);
  }

  boolean is(DomId other) {
    return domid.equals(other) || other.equals(target);
  }
}
