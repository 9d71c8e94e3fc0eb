package dev.xenolith.dom0.xenstore.socket;

import dev.xenolith.dom0.xenstore.Xenstored;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** The way to the store's own thread. */
@FunctionalInterface
public interface StoreGate {
  /**
   * Has something done with the store, in the order of the calls, without waiting for it.
   *
   * @return completes when it is done; exceptionally with what it threw
   */
  CompletableFuture<Void> post(Consumer<Xenstored> task);
}
