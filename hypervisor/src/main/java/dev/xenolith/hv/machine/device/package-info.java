/** Emulated hardware owned by domain 0. */
package dev.xenolith.hv.machine.device;
