/**
 * Domains whose kernel is written in Java, for tests of back ends through the front ends in Java.
 * The toolstack builds such a domain as any other; what runs on its vCPU is a {@link
 * dev.xenolith.examples.hosted.HostedGuest} with the program of a test. It reaches everything by
 * hypercalls, grants, event channels and its xenstore ring.
 *
 * <p>Invariants: programs, kernels and the machine take turns, so time is virtual and two runs are
 * alike; a program waits only in {@link dev.xenolith.examples.hosted.HostedGuest#await}, and what
 * is called for an event never waits.
 */
package dev.xenolith.examples.hosted;
