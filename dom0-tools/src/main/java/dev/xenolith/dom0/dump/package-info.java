/**
 * Dumps of domains' memory: ELF files as libxc writes them for {@code xl dump-core}, which {@code
 * crash} and libkdumpfile read (docs/misc/dump-core-format.txt of Xen).
 *
 * <p>Invariants: a dump is made of hypercalls of domain 0 and what the domain's own memory holds;
 * the domain goes on meanwhile, as it does under the real xl. Domain 0's vCPU is taken for a
 * mebibyte at a time. {@code CoreFile} is the format alone and asks nobody.
 */
package dev.xenolith.dom0.dump;
