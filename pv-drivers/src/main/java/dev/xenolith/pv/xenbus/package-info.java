/**
 * Xenbus: how the halves of a device find each other and agree, by nodes in xenstore (io/xenbus.h).
 *
 * <p>Invariants: each half writes its own directory only, and its state last; a state of the other
 * half may come at any time, in any order, or more than once; a device that is being disconnected
 * takes no other step before that has ended. Front ends that fail all the time, and bugs of ours
 * that show all the time, are borne so often in a second and told ever more rarely.
 */
package dev.xenolith.pv.xenbus;
