/**
 * Screens, keyboards and pointers of other domains (io/fbif.h, io/kbdif.h).
 *
 * <p>A front end keeps its picture in its own memory and tells by events which part of it changed.
 * The back end copies out of that memory what somebody wants to look at, when they do; nothing
 * stays mapped but the page of events.
 *
 * <p>Invariants: what the shared page says of the picture is read once and checked, and the numbers
 * of the picture's frames are copied; that the frames are the front end's is checked by the
 * hypervisor whenever they are looked at. All is done on the kernel's vCPU; there are no locks.
 */
package dev.xenolith.pv.screen;
