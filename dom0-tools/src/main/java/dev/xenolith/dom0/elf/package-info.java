/**
 * Reads ELF images and what they say about running under Xen. Every image is hostile until read.
 *
 * <p>Invariants: no offset, count or size taken from an image is used before it is checked against
 * the image's length; whatever is wrong becomes a {@link dev.xenolith.dom0.elf.BadImageException}
 * that names the place, and nothing else is thrown; nothing is allocated in proportion to a number
 * that the image merely claims.
 */
package dev.xenolith.dom0.elf;
