/** What a configuration asks of CPUID, and how that becomes a domain's policy. */
package dev.xenolith.dom0.cpuid;
