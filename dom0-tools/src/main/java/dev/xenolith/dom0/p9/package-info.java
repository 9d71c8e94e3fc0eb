/**
 * Shared folders: directories of the host as 9P's requests see them.
 *
 * <p>Invariants: a file is known by a descriptor that was opened by its one name in a directory's
 * descriptor, without following links, and never by a path; what is done to a file later is done to
 * that descriptor. So nothing outside the folder can be named, whatever changes meanwhile. Domain
 * 0's vCPU never waits for files: requests are carried out by the {@link
 * dev.xenolith.abi.device.Coprocessor}.
 *
 * <p>Locks: {@link dev.xenolith.dom0.p9.SharedFolder} guards all that is one guest's with itself;
 * only the number of descriptors of all of them is shared, and that is atomic.
 */
package dev.xenolith.dom0.p9;
