package dev.xenolith.dom0.api;

import dev.xenolith.dom0.host.ChannelViews;
import dev.xenolith.dom0.host.Controls;
import dev.xenolith.dom0.host.Disks;
import dev.xenolith.dom0.host.DomainView;
import dev.xenolith.dom0.host.Networks;
import dev.xenolith.dom0.host.Placement;
import java.util.List;

/** What goes over the wire besides the views of a host. */
final class Bodies {
  private Bodies() {}

  /** The list of domains. */
  record DomainList(List<DomainView> domains) {}

  /** The list of vCPUs. */
  record VcpuList(List<Controls.VcpuView> vcpus) {}

  /** The list of CPU pools. */
  record PoolList(List<Placement.PoolView> pools) {}

  /** The list of shares. */
  record ShareList(List<Placement.ShareView> shares) {}

  /** A pool's new parameters; what is missing stays what it is. */
  record PoolSchedule(
      Integer pool, Integer sliceMs, Integer ratelimitUs, Integer migrationDelayUs) {}

  /** A domain's new share; what is missing stays what it is. */
  record Share(Integer weight, Integer cap) {}

  /** The list of disks. */
  record DiskList(List<Disks.DiskView> disks) {}

  /** The list of channels. */
  record ChannelList(List<ChannelViews.ChannelView> channels) {}

  /** The list of network cards. */
  record NetworkList(List<Networks.NetworkView> networks) {}

  /** A device that is meant. */
  record Device(String device) {}

  /** A disk that is to go. */
  record Detach(String device, boolean force) {}

  /** A new name. */
  record Name(String name) {}

  /** A number of vCPUs. */
  record Count(int count) {}

  /** An amount of memory. */
  record Amount(long kib) {}

  /** What a domain's kernel is asked for. */
  record Request(String how) {}

  /** Keys to be pressed. */
  record Keys(String keys) {}

  /** A signal of the machine. */
  record Trigger(String trigger, Integer vcpu) {}

  /** How a host is to stop. */
  record Stop(Integer seconds) {}

  /** Why a request was refused. */
  record Problem(String kind, String message, List<String> details) {}
}
