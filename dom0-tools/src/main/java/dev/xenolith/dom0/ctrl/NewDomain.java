package dev.xenolith.dom0.ctrl;

import java.util.UUID;

/**
 * What is fixed for a domain when it is created (xen_domctl_createdomain).
 *
 * @param maxVcpus vCPUs it may have
 * @param maxEventChannelPort highest event channel port it may use
 * @param maxGrantFrames pages its grant table may grow to
 * @param maxMaptrackFrames pages for the grants it maps
 * @param maxGrantVersion highest version of the grant table it may use
 */
public record NewDomain(
    UUID handle,
    int maxVcpus,
    int maxEventChannelPort,
    int maxGrantFrames,
    int maxMaptrackFrames,
    int maxGrantVersion) {}
