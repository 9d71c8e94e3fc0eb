/** Grant tables. */
package dev.xenolith.hv.grant;
