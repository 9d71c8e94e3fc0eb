/** Domains and their vCPUs. */
package dev.xenolith.hv.domain;
