package dev.xenolith.dom0.device;

import dev.xenolith.dom0.disk.DiskSpec;

/**
 * A disk that a domain has.
 *
 * @param state the front end's, as its node says; -1 where it says nothing
 * @param eventChannel the port it gave, or -1
 * @param ringRef the grant it gave, or -1
 * @param backend where the back end's nodes are
 */
public record DiskState(DiskSpec spec, int state, int eventChannel, int ringRef, String backend) {}
