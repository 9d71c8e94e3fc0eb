/** What CPUID tells, as Xen numbers it: features and the words they are in. */
package dev.xenolith.abi.cpuid;
