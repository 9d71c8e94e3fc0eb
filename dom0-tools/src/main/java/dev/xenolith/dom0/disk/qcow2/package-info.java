/**
 * Disks in QEMU's copy-on-write format, versions 2 and 3 (docs/interop/qcow2.txt of QEMU).
 *
 * <p>Invariants: everything that a file says is checked before it is believed, and nothing leads
 * out of the file but the name of its backing file. On the medium, a reference count is never less
 * than the references: it is raised before a cluster is referred to and lowered after no table does
 * so any more, with the host's caches written between. Whenever the process ends, clusters may be
 * lost, but none is used twice.
 */
package dev.xenolith.dom0.disk.qcow2;
