/**
 * The trace: every hypercall, trap, page-type change, event and scheduling decision, free when off.
 */
package dev.xenolith.hv.trace;
