/**
 * A bare machine for tests: flat memory, page tables, descriptor tables for every ring, and one
 * processor.
 */
package dev.xenolith.hv.machine.cpu.testkit;
