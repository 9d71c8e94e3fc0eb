package dev.xenolith.dom0.device;

import dev.xenolith.dom0.net.VifSpec;

/**
 * A network card that a domain has.
 *
 * @param spec with its address and its number
 * @param state the front end's, as its node says; -1 where it says nothing
 * @param eventChannel the port it gave, or -1
 * @param txRing the grant it gave for sending, or -1
 * @param rxRing the grant it gave for receiving, or -1
 * @param backend where the back end's nodes are
 */
public record VifState(
    VifSpec spec, int state, int eventChannel, int txRing, int rxRing, String backend) {}
