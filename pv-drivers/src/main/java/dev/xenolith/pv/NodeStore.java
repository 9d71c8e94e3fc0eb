package dev.xenolith.pv;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Xenstore as this domain sees it. Paths are absolute; values are text. */
public interface NodeStore {
  /** Reads and writes, one by one or together. */
  interface Nodes {
    /** The value of a node, or empty when there is none. */
    Optional<String> find(String path) throws ServiceException;

    /** The names of the children; none where there is no such node. */
    List<String> list(String path) throws ServiceException;

    /** Sets a value, making the node where it is missing. */
    void write(String path, String value) throws ServiceException;

    /** Removes a node and all below it, if it is there. */
    void remove(String path) throws ServiceException;
  }

  /** Changes made together. */
  @FunctionalInterface
  interface Changes {
    void make(Nodes nodes) throws ServiceException;
  }

  /** A wish to be told of changes. */
  interface Watch extends AutoCloseable {
    @Override
    void close();
  }

  /** Nodes as they are now; each change takes effect at once. */
  Nodes nodes();

  /** Makes changes that become visible together, anew while others interfere. */
  void transaction(Changes changes) throws ServiceException;

  /** Watches a path and all below it; the first call comes at once, before or after the return. */
  Watch watch(String path, Consumer<String> onChange) throws ServiceException;
}
