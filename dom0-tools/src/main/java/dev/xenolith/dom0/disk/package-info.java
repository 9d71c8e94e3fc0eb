/**
 * Disks of domains as people configure them (xl-disk-configuration(5)), and the files of the host
 * that hold their contents.
 *
 * <p>Invariants: a file that one domain may write nobody else has open, in this machine or another;
 * an image may be used by several threads at a time.
 *
 * <p>Locks: the map of the files that this process has open, and under it nothing but its own
 * waiting; a file is opened and closed without it. The descriptor for holes has one of its own.
 */
package dev.xenolith.dom0.disk;
