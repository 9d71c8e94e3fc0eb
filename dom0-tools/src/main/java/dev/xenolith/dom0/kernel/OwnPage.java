package dev.xenolith.dom0.kernel;

import dev.xenolith.abi.layout.GuestBytes;
import dev.xenolith.abi.num.Mfn;

/**
 * A page of this kernel's own memory.
 *
 * @param frame where devices find it
 * @param bytes what is in it
 */
public record OwnPage(Mfn frame, GuestBytes bytes) {}
