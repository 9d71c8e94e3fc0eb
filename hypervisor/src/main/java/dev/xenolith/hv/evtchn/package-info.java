/** Event channels. */
package dev.xenolith.hv.evtchn;
