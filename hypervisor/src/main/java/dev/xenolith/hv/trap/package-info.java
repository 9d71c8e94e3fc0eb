/**
 * Delivery of traps and events by bounce frames, and emulation of what a PV kernel may still try.
 */
package dev.xenolith.hv.trap;
