/**
 * The hypercall table and its handlers: copy in, check, call a typed method, copy out.
 *
 * <p>Read {@link dev.xenolith.hv.hypercall.HypercallTable} first: one row for each hypercall, and
 * everything else (dispatch, the page of supported calls, the tests) derived from it. A handler is
 * a static method that takes a {@link dev.xenolith.hv.hypercall.HypercallContext}.
 *
 * <p>Invariants: guest pointers end here; what a handler looks at is a copy nobody changes behind
 * its back. A refusal is an errno, with a sentence for the log; anything else thrown is a bug of
 * ours. Long calls ask whether to stop after each unit of work and are continued by the caller's
 * own instruction, executed again. No locks: calls of all vCPUs are made on the thread of the
 * physical CPU.
 */
package dev.xenolith.hv.hypercall;
