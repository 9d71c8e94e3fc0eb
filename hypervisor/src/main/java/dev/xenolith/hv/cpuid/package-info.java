/**
 * What the processor can do, what domains can be told of it, and the rules by which a toolstack's
 * wishes become what CPUID answers.
 */
package dev.xenolith.hv.cpuid;
