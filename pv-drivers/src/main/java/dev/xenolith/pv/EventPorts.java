package dev.xenolith.pv;

import dev.xenolith.abi.num.DomId;
import dev.xenolith.abi.num.EvtchnPort;

/** This domain's event channels. */
public interface EventPorts {
  /** Connects to a port that a domain keeps for this one. */
  EvtchnPort bind(DomId remote, EvtchnPort remotePort, Runnable handler) throws ServiceException;

  /** Makes a port that another domain may connect to. */
  EvtchnPort offer(DomId remote, Runnable handler) throws ServiceException;

  /** Signals the other end. An end that is gone meanwhile is no error. */
  void signal(EvtchnPort port);

  /** Whether the other end of a port is still there; nobody signals that it is not. */
  boolean isConnected(EvtchnPort port);

  /** Closes a port of this domain. */
  void close(EvtchnPort port);
}
