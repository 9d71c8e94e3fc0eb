/** Domain 0: the hosted kernel and the toolstack, daemons and commands on it. */
package dev.xenolith.dom0;
