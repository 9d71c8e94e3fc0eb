package dev.xenolith.dom0.device;

import dev.xenolith.abi.layout.GuestBytes;
import dev.xenolith.abi.num.DomId;
import dev.xenolith.abi.num.EvtchnPort;
import dev.xenolith.abi.num.GrantRef;
import dev.xenolith.dom0.kernel.Dom0Kernel;
import dev.xenolith.dom0.kernel.Grants;
import dev.xenolith.dom0.kernel.HypercallFailedException;
import dev.xenolith.dom0.xenstore.StoreClient;
import dev.xenolith.pv.DeviceFrames;
import dev.xenolith.pv.EventPorts;
import dev.xenolith.pv.GrantCopies;
import dev.xenolith.pv.GrantedPages;
import dev.xenolith.pv.GuestServices;
import dev.xenolith.pv.NodeStore;
import dev.xenolith.pv.ServiceException;
import java.util.List;
import java.util.function.BooleanSupplier;

/** What a kernel gives its drivers. */
public final class KernelServices implements GuestServices {
  private final Dom0Kernel kernel;
  private final DomId self;
  private final NodeStore store;
  private final Pages pages = new Pages();
  private final Ports ports = new Ports();

  /**
   * Those of domain 0.
   *
   * @param client a client of xenstore that is the drivers' own
   */
  public KernelServices(Dom0Kernel kernel, StoreClient client) {
    this(kernel, DomId.DOM0, new StoreNodes(client));
  }

  /**
   * Those of any domain.
   *
   * @param self the domain in which the kernel runs
   * @param store xenstore as the domain sees it
   */
  public KernelServices(Dom0Kernel kernel, DomId self, NodeStore store) {
    this.kernel = kernel;
    this.self = self;
    this.store = store;
  }

  @Override
  public DomId self() {
    return self;
  }

  @Override
  public GrantedPages grants() {
    return pages;
  }

  @Override
  public EventPorts events() {
    return ports;
  }

  @Override
  public NodeStore store() {
    return store;
  }

  @Override
  public void askUntil(BooleanSupplier over) {
    kernel.slowClock().askUntil(over);
  }

  private static ServiceException refused(HypercallFailedException e) {
    return new ServiceException(e.getMessage(), e);
  }

  private record Mapped(Grants.Mapping mapping) implements GrantedPages.Mapping {
    @Override
    public GuestBytes bytes() {
      return mapping.bytes();
    }

    @Override
    public void close() {
      mapping.close();
    }
  }

  private final class Pages implements GrantedPages {
    @Override
    public Mapping map(DomId granter, List<GrantRef> refs) throws ServiceException {
      try {
        return new Mapped(kernel.grants().map(granter, refs, false));
      } catch (HypercallFailedException e) {
        throw refused(e);
      }
    }

    @Override
    public void copyFrom(DomId granter, GrantRef ref, byte[] to, int length)
        throws ServiceException {
      try {
        kernel.deviceGrants().copyFrom(granter, ref, to, length);
      } catch (HypercallFailedException e) {
        throw refused(e);
      }
    }

    @Override
    public void copyFrom(DomId granter, GrantCopies pieces) {
      kernel.grantCopier().copyFrom(granter, pieces);
    }

    @Override
    public void copyTo(DomId granter, GrantCopies pieces) {
      kernel.grantCopier().copyTo(granter, pieces);
    }

    @Override
    public boolean hold(DomId granter, DeviceFrames frames, boolean readOnly) {
      return kernel.deviceGrants().hold(granter, frames, readOnly);
    }

    @Override
    public void release(DeviceFrames frames) {
      kernel.deviceGrants().release(frames);
    }
  }

  private final class Ports implements EventPorts {
    @Override
    public EvtchnPort bind(DomId remote, EvtchnPort remotePort, Runnable handler)
        throws ServiceException {
      try {
        return kernel.events().bindInterdomain(remote, remotePort, handler);
      } catch (HypercallFailedException e) {
        throw refused(e);
      }
    }

    @Override
    public EvtchnPort offer(DomId remote, Runnable handler) throws ServiceException {
      try {
        EvtchnPort port = kernel.events().allocUnbound(DomId.SELF, remote);
        kernel.events().handle(port, handler);
        return port;
      } catch (HypercallFailedException e) {
        throw refused(e);
      }
    }

    @Override
    public void signal(EvtchnPort port) {
      kernel.events().send(port);
    }

    @Override
    public boolean isConnected(EvtchnPort port) {
      return kernel.events().isConnected(port);
    }

    @Override
    public void close(EvtchnPort port) {
      kernel.events().close(port);
    }
  }
}
