package dev.xenolith.dom0.xenstore;

import dev.xenolith.abi.call.XenErrno;
import dev.xenolith.abi.num.DomId;
import dev.xenolith.abi.num.EvtchnPort;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The daemon: the tree, its clients, and the domains introduced to it. Runs on domain 0's vCPU
 * only.
 */
public final class Xenstored {
  private record Introduced(StoreConnection connection, RingLink ring) {}

  private final Tree tree = new Tree();
  private final Map<DomId, Introduced> domains = new LinkedHashMap<>();
  private final StoreDomains links;
  private final Quotas quotas;
  private final Quotas toolQuotas;
  private final Requests requests;
  private final Consumer<String> log;
  private final WatchIndex watches = new WatchIndex();
  private final List<StoreClient> inProcess = new ArrayList<>();
  private final List<WireClient> outside = new ArrayList<>();
  private boolean pumping;

  /**
   * A store with nothing in it.
   *
   * @param links how to reach domains
   * @param quotas what each unprivileged domain may have
   * @param log takes sentences about clients that misbehave
   */
  public Xenstored(StoreDomains links, Quotas quotas, Consumer<String> log) {
    this(links, quotas, Quotas.TOOL, log);
  }

  /**
   * A store with nothing in it.
   *
   * @param toolQuotas what each client outside may have
   */
  public Xenstored(StoreDomains links, Quotas quotas, Quotas toolQuotas, Consumer<String> log) {
    this.links = links;
    this.quotas = quotas;
    this.toolQuotas = toolQuotas;
    this.log = log;
    requests = new Requests(this, quotas);
  }

  /** A new client inside domain 0 with all rights. */
  public StoreClient client() {
    StoreClient client = new StoreClient(this, connection(DomId.DOM0, Quotas.NONE));
    inProcess.add(client);
    return client;
  }

  /**
   * A new client outside of domain 0 with all its rights.
   *
   * @param outputWaits told whenever there is something for the client to take
   */
  public WireClient connect(Runnable outputWaits) {
    WireClient client = new WireClient(this, connection(DomId.DOM0, toolQuotas), outputWaits);
    outside.add(client);
    return client;
  }

  private StoreConnection connection(DomId domid, Quotas limits) {
    return new StoreConnection(domid, limits, tree, watches);
  }

  Tree tree() {
    return tree;
  }

  Requests requests() {
    return requests;
  }

  StoreView view(Caller caller, Transaction transaction, Quotas limits) {
    return transaction == null
        ? new StoreView(tree, caller, limits, this::announce)
        : new StoreView(transaction, caller, limits, transaction::remember);
  }

  /** Ends a transaction with its changes made, or throws EAGAIN with none made. */
  void commit(Transaction transaction) throws StoreException {
    for (Change change : transaction.commit()) {
      announce(change);
    }
  }

  private void announce(Change change) {
    for (Watch watch : watches.seeing(change)) {
      StoreConnection client = watch.connection();
      if (change.mayBeKnownTo(client.caller())) {
        client.sendEvent(watch.reported(change.path()), watch.token());
      }
    }
  }

  private void announceSpecial(String path) {
    announce(new Change(path, tree.get(path), null, null, true));
  }

  /**
   * Connects a domain, as INTRODUCE does; one that is known already gets a clean connection.
   *
   * @param ring machine frame of its ring page
   * @param port its event channel port for the ring
   */
  public void introduce(DomId domid, long ring, int port) throws StoreException {
    if (domid.equals(DomId.DOM0)) {
      return; // has been here from the start
    }
    if (port <= 0) {
      throw new StoreException(XenErrno.EINVAL);
    }
    Introduced known = domains.remove(domid);
    if (known != null) {
      drop(known);
    }
    StoreConnection connection = connection(domid, quotas);
    try {
      StoreDomains.Link link =
          links.connect(domid, ring, new EvtchnPort(port), () -> pumpDomain(domid));
      domains.put(domid, new Introduced(connection, new RingLink(link, connection)));
    } catch (IOException e) {
      note("cannot connect %s: %s".formatted(domid, e.getMessage()));
      throw new StoreException(XenErrno.EINVAL, e.getMessage());
    }
    if (known == null) {
      announceSpecial(StorePath.INTRODUCE);
    }
    pump();
  }

  private void drop(Introduced domain) {
    domain.connection().reset();
    domain.ring().close();
  }

  /** Disconnects a domain that is gone and forgets what it owns, as RELEASE does. */
  public void release(DomId domid) throws StoreException {
    drop(requireIntroduced(domid));
    domains.remove(domid);
    forget(domid);
    announceSpecial(StorePath.RELEASE);
    pump();
  }

  /** A later domain of the same number must not inherit: nodes go, and rights are taken back. */
  private void forget(DomId domid) throws StoreException {
    StoreView all = view(Caller.DOM0, null, quotas);
    for (String path : tree.paths()) {
      Node node = tree.get(path);
      if (node == null) {
        continue;
      }
      if (node.permissions().owner().equals(domid)) {
        all.remove(path);
      } else if (node.permissions().names(domid)) {
        tree.put(path, node.withPermissions(node.permissions().without(domid)));
      }
    }
  }

  /** Tells watchers of {@code @releaseDomain} that some domain has shut down or died. */
  public void domainStateChanged() {
    announceSpecial(StorePath.RELEASE);
    pump();
  }

  void resume(DomId domid) throws StoreException {
    requireIntroduced(domid);
  }

  /** Whether the domain is connected. */
  public boolean isIntroduced(DomId domid) {
    return domid.equals(DomId.DOM0) || domains.containsKey(domid);
  }

  void setTarget(DomId domid, DomId target) throws StoreException {
    if (!isIntroduced(domid) || !isIntroduced(target)) {
      throw new StoreException(XenErrno.ENOENT);
    }
    // Domain 0 may do everything anyway.
    if (!domid.equals(DomId.DOM0)) {
      domains.get(domid).connection().setTarget(target);
    }
  }

  boolean exists(DomId domid) {
    return isIntroduced(domid) || links.exists(domid);
  }

  private Introduced requireIntroduced(DomId domid) throws StoreException {
    if (domid.equals(DomId.DOM0)) {
      throw new StoreException(XenErrno.EINVAL);
    }
    Introduced domain = domains.get(domid);
    if (domain == null) {
      throw new StoreException(XenErrno.ENOENT);
    }
    return domain;
  }

  private void pumpDomain(DomId domid) {
    Introduced domain = domains.get(domid);
    if (domain != null) {
      pumpRing(domain);
      pump();
    }
  }

  private void pumpRing(Introduced domain) {
    boolean before = domain.ring().isBroken();
    domain.ring().pump(requests);
    if (domain.ring().isBroken() && !before) {
      note(domain.connection().domid() + " broke the protocol and is not served any more");
    }
  }

  /**
   * Delivers what is waiting for anybody. Callbacks of clients here may make requests of their own.
   */
  void pump() {
    if (pumping) {
      return;
    }
    pumping = true;
    try {
      boolean more = true;
      while (more) {
        more = false;
        for (Introduced domain : List.copyOf(domains.values())) {
          if (domain.connection().firstOutput() != null) {
            domain.ring().flush();
          }
        }
        for (StoreClient client : List.copyOf(inProcess)) {
          more |= client.deliver();
        }
        for (WireClient client : List.copyOf(outside)) {
          client.tellIfOutputWaits();
        }
      }
    } finally {
      pumping = false;
    }
  }

  void close(StoreClient client) {
    inProcess.remove(client);
  }

  void close(WireClient client) {
    outside.remove(client);
  }

  void note(String sentence) {
    log.accept("xenstored: " + sentence);
  }

  /** Checks that every node is named by its parent and names only nodes that exist. */
  void check() throws StoreException {
    for (String path : tree.paths()) {
      for (String child : tree.get(path).children()) {
        if (tree.get(StorePath.child(path, child)) == null) {
          note("the child " + child + " of " + path + " is missing");
          throw new StoreException(XenErrno.EIO);
        }
      }
      boolean isChild = !path.equals(StorePath.ROOT) && !StorePath.isSpecial(path);
      if (isChild && !tree.get(StorePath.parent(path)).children().contains(StorePath.name(path))) {
        note("the node " + path + " is not named by its parent");
        throw new StoreException(XenErrno.EIO);
      }
    }
  }

  String report() {
    return "%d nodes, %d watches, %d domains, %d clients, %d bytes"
        .formatted(
            tree.size(),
            watches.size(),
            domains.size(),
            inProcess.size() + outside.size(),
            tree.ledger().kept());
  }
}
