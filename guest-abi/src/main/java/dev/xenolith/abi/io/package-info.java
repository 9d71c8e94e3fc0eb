/**
 * What front ends and back ends share in memory: rings, xenstore wire messages, device states.
 * Layout and index arithmetic only, no threads.
 */
package dev.xenolith.abi.io;
