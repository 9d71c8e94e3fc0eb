/** Tests of the porting kit's front ends, which are in C. */
package dev.xenolith.pv.kit;
