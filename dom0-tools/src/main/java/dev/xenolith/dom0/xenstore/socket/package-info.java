/**
 * Xenstored for programs of the host: the unix socket that libxenstore and its friends know how to
 * find (XENSTORED_PATH). {@link dev.xenolith.dom0.xenstore.socket.StoreSocket} is the server; a
 * {@code Conversation} moves the bytes of one client.
 *
 * <p>Invariants: the store is touched on domain 0's vCPU only, through the {@link
 * dev.xenolith.dom0.xenstore.socket.StoreGate}; sockets are touched on the one I/O thread only, and
 * neither waits for the other. A client has one step under way at a time: a chunk of its bytes on
 * the way to the store, or a batch of answers on the way to it. So whatever it does, it costs a
 * bounded buffer, and who goes too far is disconnected, alone, with a sentence in the log.
 */
package dev.xenolith.dom0.xenstore.socket;
