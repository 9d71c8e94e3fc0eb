package dev.xenolith.dom0.host;

import dev.xenolith.abi.num.DomId;
import dev.xenolith.dom0.config.DomainConfig;
import dev.xenolith.dom0.console.ConsoleAttachment;
import java.time.Instant;
import java.util.UUID;

/** A domain that this host has created. Its fields change on domain 0's vCPU only. */
final class Resident {
  final DomId domid;
  final Instant created = Instant.now();

  /** Whether it was put aside by rename-restart: nothing follows its end any more. */
  boolean aside;

  /** A look at its console that outlives it. */
  ConsoleAttachment lastWords;

  String name;
  UUID uuid;
  DomainConfig config;

  Resident(DomId domid, DomainConfig config) {
    this.domid = domid;
    this.config = config;
    name = config.name();
    uuid = config.uuid();
  }

  Ledger.Entry entry() {
    return new Ledger.Entry(domid.raw(), name, uuid, created);
  }
}
