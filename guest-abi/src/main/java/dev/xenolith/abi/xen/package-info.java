/**
 * The structures every PV guest meets: start_info, shared_info, vcpu state, MMU requests. The class
 * is named after the struct, its constants after the members; classes of plain numbers after what
 * they are flags of.
 *
 * <p>Invariants: every number of the public headers stands here once and nowhere else; sizes and
 * offsets are those a compiler finds in the headers. No state, no locks.
 */
package dev.xenolith.abi.xen;
