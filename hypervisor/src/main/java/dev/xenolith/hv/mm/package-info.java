/**
 * Direct paging: who owns which frame, what it is used as, and every change of a guest's page
 * tables.
 *
 * <p>{@link dev.xenolith.hv.mm.DirectPaging} is the way in. Reading order: {@link
 * dev.xenolith.hv.mm.FrameTable}, {@link dev.xenolith.hv.mm.PageTypes}, {@code TableChecker},
 * {@link dev.xenolith.hv.mm.VcpuPaging}.
 *
 * <p>Invariants, which {@code Audit} recomputes: a frame has one owner; a frame with references as
 * a page table or descriptor page has no writable mapping by any guest; a frame's counts equal the
 * references that can be found by walking all tables, pins, bases and descriptor tables; the
 * hypervisor's slots of a table in use are as the hypervisor wrote them.
 *
 * <p>No locks: the thread of the simulated processor is the only one here.
 */
package dev.xenolith.hv.mm;
