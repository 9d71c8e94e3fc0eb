/**
 * Traces for people: hypercalls printed the way strace prints system calls, summaries, and JSON for
 * other programs; live or from a file.
 *
 * <p>Invariants: nothing here knows a hypercall by itself, it all comes from the signatures of
 * guest-abi; what is printed depends on the records alone, so that two equal traces print alike; a
 * record that makes no sense is printed as numbers.
 */
package dev.xenolith.dom0.trace;
