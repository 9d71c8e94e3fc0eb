package dev.xenolith.dom0.device;

import dev.xenolith.dom0.xenstore.StoreClient;
import dev.xenolith.dom0.xenstore.StoreException;
import java.util.concurrent.CompletableFuture;

/** How a device goes that a domain has: with its front end's consent, or without. */
final class Attachment {
  private final StoreClient store;
  private final DeviceNodes nodes;
  private final Runnable release;
  private final CompletableFuture<Void> gone = new CompletableFuture<>();
  private boolean leaving;
  private String watch;

  /**
   * A device that is there now.
   *
   * @param release lets go of what is behind it, when its nodes are gone
   */
  Attachment(StoreClient store, DeviceNodes nodes, Runnable release) {
    this.store = store;
    this.nodes = nodes;
    this.release = release;
  }

  /**
   * Takes it from its domain.
   *
   * @param force whether the front end is not asked
   * @param forget called when it goes, before it does
   * @return completes when the domain has let go and nothing is left
   */
  CompletableFuture<Void> detach(boolean force, Runnable forget) throws StoreException {
    if (force || nodes.isClosed(store)) {
      forget.run();
      remove();
    } else if (!leaving) {
      leaving = true;
      nodes.askToClose(store);
      watch = store.watch(nodes.backState(), _ -> removeIfClosed(forget));
      if (gone.isDone()) {
        store.unwatch(watch); // it was told within the call that makes it
      }
    }
    return gone;
  }

  private void removeIfClosed(Runnable forget) {
    try {
      if (!gone.isDone() && nodes.isClosed(store)) {
        forget.run();
        remove();
      }
    } catch (StoreException e) {
      throw new IllegalStateException("xenstore cannot forget " + nodes, e);
    }
  }

  /** Takes it away at once. */
  void remove() throws StoreException {
    if (watch != null) {
      store.unwatch(watch);
    }
    try {
      store.transaction(nodes::remove);
    } finally {
      release.run();
      gone.complete(null);
    }
  }
}
