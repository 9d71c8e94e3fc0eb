/**
 * Writes the C headers a guest kernel is compiled with, from the same tables and layouts as
 * everything else.
 *
 * <p>Invariant: the headers in {@code src/main/c/include/xenolith} are what {@link
 * dev.xenolith.abi.cheader.HeaderWriter} writes; a test fails when they are not.
 */
package dev.xenolith.abi.cheader;
