package dev.xenolith.dom0.device;

import dev.xenolith.dom0.net.Traffic;

/**
 * What a network card of a domain was used for.
 *
 * @param number as xenstore has it
 * @param sent what the domain sent
 * @param received what came for it while its front end was there
 */
public record CardUse(int number, Traffic sent, Traffic received) {}
