/** Schedulers behind one interface. */
package dev.xenolith.hv.sched;
