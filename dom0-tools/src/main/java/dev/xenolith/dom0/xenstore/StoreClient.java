package dev.xenolith.dom0.xenstore;

import dev.xenolith.abi.call.XenErrno;
import dev.xenolith.abi.num.DomId;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Xenstore for domain 0's own tools: the same tree, rules and conflicts as over the wire, without
 * the wire. Values are text of one byte per character.
 */
public final class StoreClient implements AutoCloseable {
  private static final int MOST_ATTEMPTS = 100;

  private final Xenstored store;
  private final StoreConnection connection;
  private final Map<String, Consumer<String>> watchers = new LinkedHashMap<>();
  private int lastToken;

  StoreClient(Xenstored store, StoreConnection connection) {
    this.store = store;
    this.connection = connection;
  }

  /** What can be done with nodes, inside a transaction or outside. */
  public final class Nodes {
    private final Transaction transaction;
    private final StoreView view;

    private Nodes(Transaction transaction) {
      this.transaction = transaction;
      view = store.view(connection.caller(), transaction, connection.quotas());
    }

    private String path(String text) throws StoreException {
      return StorePath.resolve(text, connection.domid(), true);
    }

    private void settle() {
      if (transaction == null) {
        store.pump();
      }
    }

    /** The value of a node, or empty when there is none. */
    public Optional<String> find(String path) throws StoreException {
      try {
        return Optional.of(read(path));
      } catch (StoreException e) {
        if (e.errno() == XenErrno.ENOENT) {
          return Optional.empty();
        }
        throw e;
      }
    }

    /** The value of a node. */
    public String read(String path) throws StoreException {
      byte[] value = view.require(path(path), Permissions.Access.READ).value();
      return new String(value, StandardCharsets.ISO_8859_1);
    }

    /** The names of the children, in order of creation. */
    public List<String> list(String path) throws StoreException {
      return view.children(path(path));
    }

    /** Sets a value, making the node and its ancestors where they are missing. */
    public void write(String path, String value) throws StoreException {
      view.write(path(path), WireMessage.bytes(value));
      settle();
    }

    /** Sets a value and who may see it. */
    public void write(String path, String value, Permissions permissions) throws StoreException {
      view.write(path(path), WireMessage.bytes(value));
      view.setPermissions(path(path), permissions);
      settle();
    }

    /** Makes an empty node unless there is one, and says who may see it. */
    public void mkdir(String path, Permissions permissions) throws StoreException {
      view.mkdir(path(path));
      view.setPermissions(path(path), permissions);
      settle();
    }

    /** Removes a node and all below it, if it is there. */
    public void remove(String path) throws StoreException {
      try {
        view.remove(path(path));
      } catch (StoreException e) {
        if (e.errno() != XenErrno.ENOENT) {
          throw e;
        }
      }
      settle();
    }

    /**
     * Removes a node and all below it, and the directories above it that are empty then, as libxl
     * does.
     */
    public void prune(String path) throws StoreException {
      remove(path);
      for (int end = path.lastIndexOf('/'); end > 0; end = path.lastIndexOf('/', end - 1)) {
        String above = path.substring(0, end);
        if (!isEmpty(above)) {
          return;
        }
        remove(above);
      }
    }

    private boolean isEmpty(String path) throws StoreException {
      try {
        return list(path).isEmpty();
      } catch (StoreException e) {
        if (e.errno() != XenErrno.ENOENT) {
          throw e;
        }
        return true;
      }
    }

    public Permissions permissions(String path) throws StoreException {
      return view.require(path(path), Permissions.Access.READ).permissions();
    }
  }

  /** Changes made together. */
  @FunctionalInterface
  public interface Changes {
    void make(Nodes nodes) throws StoreException;
  }

  /** Nodes as they are now; each call takes effect at once. */
  public Nodes nodes() {
    return new Nodes(null);
  }

  /**
   * Makes changes that become visible together, doing them again while others interfere.
   *
   * @throws StoreException of a change, with none made; or EAGAIN when others never stop
   *     interfering
   */
  public void transaction(Changes changes) throws StoreException {
    for (int attempt = 1; ; attempt++) {
      Transaction transaction = new Transaction(store.tree(), Integer.MAX_VALUE);
      try {
        changes.make(new Nodes(transaction));
        store.commit(transaction);
        store.pump();
        return;
      } catch (StoreException e) {
        if (e.errno() != XenErrno.EAGAIN || attempt == MOST_ATTEMPTS) {
          throw e;
        }
      } finally {
        transaction.end();
      }
    }
  }

  /**
   * Watches a path; the first call comes at once.
   *
   * @param onChange takes the path that changed; may use this client
   * @return the token to stop by
   */
  public String watch(String path, Consumer<String> onChange) throws StoreException {
    String token = "c" + ++lastToken;
    String absolute = StorePath.resolve(path, connection.domid(), true);
    connection.addWatch(absolute, token, 0);
    watchers.put(token, onChange);
    connection.sendEvent(absolute, token);
    store.pump();
    return token;
  }

  /** Stops watching. Calls that are on their way are dropped. */
  public void unwatch(String token) {
    watchers.remove(token);
    connection.removeWatches(token);
  }

  /** Connects a domain to the store. */
  public void introduce(DomId domid, long ring, int port) throws StoreException {
    store.introduce(domid, ring, port);
  }

  /** Disconnects a domain. */
  public void release(DomId domid) throws StoreException {
    store.release(domid);
  }

  /** Calls watchers for what is waiting; returns whether there was anything. */
  boolean deliver() {
    boolean any = false;
    for (byte[] event = connection.firstOutput(); event != null; event = connection.firstOutput()) {
      connection.dropFirstOutput();
      any = true;
      String[] pathAndToken =
          new String(
                  event,
                  WireMessage.HEADER_BYTES,
                  event.length - WireMessage.HEADER_BYTES,
                  StandardCharsets.ISO_8859_1)
              .split("\0");
      Consumer<String> watcher = watchers.get(pathAndToken[1]);
      if (watcher != null) {
        watcher.accept(pathAndToken[0]);
      }
    }
    return any;
  }

  @Override
  public void close() {
    connection.reset();
    watchers.clear();
    store.close(this);
  }
}
