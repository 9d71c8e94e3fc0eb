/**
 * Page types and counts, pinning, validation, the machine-to-physical table: direct paging as Xen
 * has it.
 */
package dev.xenolith.hv.mm;
