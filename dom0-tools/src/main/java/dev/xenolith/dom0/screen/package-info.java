/**
 * Domains' screens for people: a VNC server for each (RFB 3.3 to 3.8, RFC 6143), pictures of them
 * as files.
 *
 * <p>What a domain shows is copied on domain 0's vCPU when a viewer has asked for it; what viewers
 * type goes there as tasks. Everything of a viewer's connection is done on its event loop.
 *
 * <p>Invariants: nothing listens but on the loopback interface; a viewer has at most one update
 * under way, so a slow one makes nobody wait and nothing grow; a domain can make a viewer see any
 * picture, and nothing else.
 *
 * <p>Locks: {@link Display} guards its set of watchers with itself and calls nobody under it; a
 * connection guards its changed area with itself.
 */
package dev.xenolith.dom0.screen;
