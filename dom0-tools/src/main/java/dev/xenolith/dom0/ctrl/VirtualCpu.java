package dev.xenolith.dom0.ctrl;

import dev.xenolith.abi.num.VcpuId;

/**
 * A vCPU as the hypervisor describes it (xen_domctl_getvcpuinfo).
 *
 * @param cpuTimeNs time it has run, in ns
 * @param cpu physical CPU it runs on or ran on last
 */
public record VirtualCpu(
    VcpuId id, boolean online, boolean blocked, boolean running, long cpuTimeNs, int cpu) {}
