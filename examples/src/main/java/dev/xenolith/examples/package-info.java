/** Guest kernels, configurations and walk-throughs. */
package dev.xenolith.examples;
