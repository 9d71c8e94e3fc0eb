/**
 * The control hypercalls, domctl and sysctl, as typed calls (domctl.h, sysctl.h at the interface
 * versions of Xen 4.17): what libxenctrl is to the tools of a Linux dom0.
 *
 * <p>Invariants: each method is one hypercall and changes nothing else; a refusal is a {@link
 * dev.xenolith.dom0.kernel.HypercallFailedException}; nothing here keeps state.
 */
package dev.xenolith.dom0.ctrl;
