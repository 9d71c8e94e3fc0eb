/** Time: virtual (from retired instructions) or real, behind one clock. */
package dev.xenolith.hv.time;
