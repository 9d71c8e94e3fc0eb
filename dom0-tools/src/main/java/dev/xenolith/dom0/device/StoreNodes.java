package dev.xenolith.dom0.device;

import dev.xenolith.abi.call.XenErrno;
import dev.xenolith.dom0.xenstore.StoreClient;
import dev.xenolith.dom0.xenstore.StoreException;
import dev.xenolith.pv.NodeStore;
import dev.xenolith.pv.ServiceException;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Domain 0's xenstore client as its drivers see it. */
final class StoreNodes implements NodeStore {
  private final StoreClient client;

  StoreNodes(StoreClient client) {
    this.client = client;
  }

  private static ServiceException refused(String what, StoreException e) {
    return new ServiceException("%s: %s".formatted(what, e.getMessage()), e);
  }

  private record View(StoreClient.Nodes nodes) implements Nodes {
    @Override
    public Optional<String> find(String path) throws ServiceException {
      try {
        return nodes.find(path);
      } catch (StoreException e) {
        throw refused("reading " + path, e);
      }
    }

    @Override
    public List<String> list(String path) throws ServiceException {
      try {
        return nodes.list(path);
      } catch (StoreException e) {
        if (e.errno() == XenErrno.ENOENT) {
          return List.of();
        }
        throw refused("listing " + path, e);
      }
    }

    @Override
    public void write(String path, String value) throws ServiceException {
      try {
        nodes.write(path, value);
      } catch (StoreException e) {
        throw refused("writing " + path, e);
      }
    }

    @Override
    public void remove(String path) throws ServiceException {
      try {
        nodes.remove(path);
      } catch (StoreException e) {
        throw refused("removing " + path, e);
      }
    }
  }

  @Override
  public Nodes nodes() {
    return new View(client.nodes());
  }

  /** Carries what a driver's change threw through the client's retries. */
  private static final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1;

    Refused(ServiceException cause) {
      super(cause);
    }
  }

  @Override
  public void transaction(Changes changes) throws ServiceException {
    try {
      client.transaction(
          nodes -> {
            try {
              changes.make(new View(nodes));
            } catch (ServiceException e) {
              if (e.getCause() instanceof StoreException inner) {
                throw inner;
              }
              throw new Refused(e);
            }
          });
    } catch (StoreException e) {
      throw refused("a transaction", e);
    } catch (Refused e) {
      throw (ServiceException) e.getCause();
    }
  }

  @Override
  public Watch watch(String path, Consumer<String> onChange) throws ServiceException {
    try {
      String token = client.watch(path, onChange);
      return () -> client.unwatch(token);
    } catch (StoreException e) {
      throw refused("watching " + path, e);
    }
  }
}
