/** Domains without a hypervisor, for tests of drivers: memory, grants, events and xenstore. */
package dev.xenolith.pv.testkit;
