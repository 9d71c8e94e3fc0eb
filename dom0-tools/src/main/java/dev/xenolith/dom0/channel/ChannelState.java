package dev.xenolith.dom0.channel;

import dev.xenolith.dom0.console.ConsoleId;

/**
 * A channel that a domain has.
 *
 * @param console which of the domain's consoles it is
 * @param state the front end's, as its node says; -1 where it says nothing
 * @param port the event channel it gave, or -1
 * @param ringRef the grant it gave, or -1
 * @param tty the terminal where it ends, or empty
 */
public record ChannelState(
    ConsoleId console, ChannelSpec spec, int state, int port, int ringRef, String tty) {}
