/**
 * A host: a simulated machine that outlives commands, and what it keeps in its state folder. Of
 * HTTP it knows nothing; that is {@code dom0.api}.
 *
 * <p>Invariants: domains change on domain 0's vCPU only, in the order asked for; other threads get
 * futures. Whatever concerns a domain goes through domctl, sysctl and xenstore. Files are written
 * inside the state folder only, by the journal's thread and, what consoles print, by the
 * terminals'. What somebody asked for and cannot have is a {@link
 * dev.xenolith.dom0.host.HostException}. Locks: the journal's monitor, a leaf.
 */
package dev.xenolith.dom0.host;
