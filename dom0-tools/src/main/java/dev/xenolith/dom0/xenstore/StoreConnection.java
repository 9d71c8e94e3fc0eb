package dev.xenolith.dom0.xenstore;

import dev.xenolith.abi.call.XenErrno;
import dev.xenolith.abi.io.XsWireType;
import dev.xenolith.abi.num.DomId;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** One client and what it has: rights, watches, transactions, and output it has not taken yet. */
final class StoreConnection {
  private final DomId domid;
  private final Quotas quotas;
  private final Tree tree;
  private final WatchIndex index;
  private final LinkedHashMap<Watch.Key, Watch> watches = new LinkedHashMap<>();
  private final Map<Integer, Transaction> transactions = new LinkedHashMap<>();
  private final Deque<Output> output = new ArrayDeque<>();
  private final Set<String> eventsWaiting = new HashSet<>();
  private DomId target;
  private int lastTransaction;
  private int outputBytes;
  private boolean overflowed;

  /** A message to be sent; {@code event} names a watch event, of which one at a time is enough. */
  private record Output(byte[] bytes, String event) {}

  StoreConnection(DomId domid, Quotas quotas, Tree tree, WatchIndex index) {
    this.domid = domid;
    this.quotas = quotas;
    this.tree = tree;
    this.index = index;
  }

  DomId domid() {
    return domid;
  }

  Caller caller() {
    return new Caller(domid, target);
  }

  void setTarget(DomId domain) {
    target = domain;
  }

  Quotas quotas() {
    return quotas;
  }

  /** Sets a watch. Nothing is told of it yet. */
  Watch addWatch(String path, String token, int skip) throws StoreException {
    Watch.Key key = new Watch.Key(path, token);
    if (watches.containsKey(key)) {
      throw new StoreException(XenErrno.EEXIST);
    }
    if (watches.size() >= quotas.watches()) {
      throw new StoreException(XenErrno.ENOSPC);
    }
    Watch watch = new Watch(this, path, token, skip, index.nextNumber());
    tree.ledger().requireRoom(watch.bytes(), quotas);
    tree.ledger().keep(watch.bytes());
    index.add(watch);
    watches.put(key, watch);
    return watch;
  }

  Watch latestWatch() {
    return watches.lastEntry().getValue();
  }

  /** Removes all watches with this token, whatever their path. */
  void removeWatches(String token) {
    List.copyOf(watches.values()).stream()
        .filter(watch -> watch.token().equals(token))
        .forEach(
            watch -> {
              watches.remove(watch.key());
              forget(watch);
            });
  }

  void removeWatch(String path, String token) throws StoreException {
    Watch watch = watches.remove(new Watch.Key(path, token));
    if (watch == null) {
      throw new StoreException(XenErrno.ENOENT);
    }
    forget(watch);
  }

  private void forget(Watch watch) {
    index.remove(watch);
    tree.ledger().letGo(watch.bytes());
  }

  int startTransaction() throws StoreException {
    if (transactions.size() >= quotas.transactions()) {
      throw new StoreException(XenErrno.ENOSPC);
    }
    do {
      lastTransaction++;
    } while (lastTransaction == 0 || transactions.containsKey(lastTransaction));
    transactions.put(lastTransaction, new Transaction(tree, quotas.transactionNodes()));
    return lastTransaction;
  }

  /** The transaction of this number, or null for 0, which stands for none. */
  Transaction transaction(int id) throws StoreException {
    if (id == 0) {
      return null;
    }
    Transaction transaction = transactions.get(id);
    if (transaction == null) {
      throw new StoreException(XenErrno.ENOENT);
    }
    return transaction;
  }

  void endTransaction(int id) {
    Transaction ended = transactions.remove(id);
    if (ended != null) {
      ended.end();
    }
  }

  /** RESET_WATCHES: forgets watches and, whatever its name says, transactions. */
  void resetWatches() {
    watches.values().forEach(this::forget);
    watches.clear();
    transactions.values().forEach(Transaction::end);
    transactions.clear();
  }

  /** Forgets watches, transactions and output, as for a client that starts anew. */
  void reset() {
    resetWatches();
    output.clear();
    eventsWaiting.clear();
    outputBytes = 0;
    overflowed = false;
  }

  void send(WireMessage message) {
    queue(new Output(message.encode(), null));
  }

  private void queue(Output message) {
    int length = message.bytes().length;
    if (outputBytes + length > quotas.outputBytes()) {
      overflowed = true;
      return;
    }
    outputBytes += length;
    output.add(message);
  }

  /** Queues an event unless the same one is waiting already, which tells the client as much. */
  void sendEvent(String path, String token) {
    WireMessage event = WireMessage.text(XsWireType.WATCH_EVENT, 0, 0, path, token);
    if (event.payload().length > WireMessage.MOST_PAYLOAD) {
      return;
    }
    String name = StorePath.isSpecial(path) ? null : path + '\0' + token;
    if (name == null || eventsWaiting.add(name)) {
      queue(new Output(event.encode(), name));
    }
  }

  /** Whether it reads too slowly to be given more to do. */
  boolean isBusy() {
    return output.size() > quotas.outstanding();
  }

  /** Whether output was lost because it was not read: the client cannot be served any more. */
  boolean hasOverflowed() {
    return overflowed;
  }

  /** The message to be sent next, or null. */
  byte[] firstOutput() {
    return output.isEmpty() ? null : output.peek().bytes();
  }

  void dropFirstOutput() {
    Output sent = output.remove();
    outputBytes -= sent.bytes().length;
    if (sent.event() != null) {
      eventsWaiting.remove(sent.event());
    }
  }
}
