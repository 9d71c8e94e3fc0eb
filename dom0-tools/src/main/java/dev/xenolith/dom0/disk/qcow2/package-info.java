/**
 * Disks in QEMU's copy-on-write format, versions 2 and 3 (docs/interop/qcow2.txt of QEMU).
 *
 * <p>Invariants: everything that a file says is checked before it is believed, and nothing leads
 * out of the file but the name of its backing file. On the medium, a reference count is never less
 * than the references: it is raised before a cluster is referred to and lowered after no table does
 * so any more, with the host's caches written between. Whenever the process ends, clusters may be
 * lost, but none is used twice.
 *
 * <p>Locks, in this order: that of an image, for reading where tables stay as they are and for
 * writing where they change; that of the image it is based on, for reading; then one of the leaves,
 * under which only the file is used: the cached tables, the unpacked cluster, the gate of flushes.
 */
package dev.xenolith.dom0.disk.qcow2;
