/** Physical CPUs: the loop that runs the scheduler's choice of vCPU until it exits. */
package dev.xenolith.hv.run;
