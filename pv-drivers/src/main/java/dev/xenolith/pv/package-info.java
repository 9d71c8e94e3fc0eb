/** Split drivers, both halves, written against the services of one domain. */
package dev.xenolith.pv;
