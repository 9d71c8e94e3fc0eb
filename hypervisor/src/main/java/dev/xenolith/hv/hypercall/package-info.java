/** The hypercall table and its handlers: copy in, check, call a typed method, copy out. */
package dev.xenolith.hv.hypercall;
