package dev.xenolith.pv.xenbus;

import dev.xenolith.abi.io.XenbusState;
import dev.xenolith.pv.NodeStore;
import dev.xenolith.pv.ServiceException;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** The states of one device, from its making to its removal. */
final class BackendConnection {
  private static final String OFFLINE = "0";

  /** After so many bugs that showed within a second another beginning would end alike. */
  private static final int MOST_CRASHES = 8;

  /** A front end that fails as often within a second waits: beginning anew costs others time. */
  private static final int MOST_FAILURES = 16;

  private final DeviceNode node;
  private final BackendDevice device;
  private final Complaints complaints;
  private final Patience crashes;
  private final Patience failures;
  private XenbusState state = XenbusState.INITIALISING;
  private NodeStore.Watch watch;
  private boolean disconnecting;
  private boolean removed;
  private boolean failed;
  private boolean down;
  private boolean stepping;
  private boolean stepAgain;

  BackendConnection(DeviceNode node, BackendDevice device, Consumer<String> log) {
    this.node = node;
    this.device = device;
    complaints = new Complaints(node.toString(), log);
    crashes = new Patience(node::askUntil, MOST_CRASHES, () -> {});
    failures = new Patience(node::askUntil, MOST_FAILURES, this::step);
    node.setConnection(this);
  }

  void start(NodeStore store) throws ServiceException {
    watch = store.watch(node.frontState(), _ -> step());
  }

  /** Something of this half's own directory has changed. */
  void changed() {
    step();
  }

  /** Its directory is gone. */
  void remove() {
    removed = true;
    if (watch != null) {
      watch.close();
    }
    try {
      disconnect(null);
    } catch (RuntimeException e) {
      crashed(e);
    }
  }

  /** Something is wrong with the other half: says so and disconnects, until it begins anew. */
  void fail(String reason) {
    if (failed) {
      return;
    }
    failed = true;
    failures.wear();
    complaints.add(reason);
    close(reason);
    disconnect(null);
  }

  /**
   * A bug of this half showed. The front end stays connected and this half begins anew on the same
   * ring, except when that has happened too often.
   */
  void crashed(RuntimeException bug) {
    complaints.addBug("the back end", bug);
    if (removed || disconnecting) {
      return; // it goes anyway; what of it stays is in nobody's way
    }
    boolean tooOften = crashes.isGone();
    crashes.wear();
    if (tooOften || !device.canBeginAnew()) {
      failed = true;
      close("the back end failed: " + bug);
    }
    down = true;
    disconnecting = true;
    try {
      device.crashed(() -> disconnected(null));
    } catch (RuntimeException e) {
      complaints.add("it cannot let go: " + e); // and stays as it is
    }
  }

  private void close(String reason) {
    try {
      node.writeError(reason);
      setState(XenbusState.CLOSING);
    } catch (ServiceException | DeviceException e) {
      complaints.add(e.getMessage());
    }
  }

  private XenbusState frontState() throws DeviceException {
    Optional<String> text = node.findFront("state");
    try {
      XenbusState known = XenbusState.of(Long.parseLong(text.orElse("0").strip()));
      return known == null ? XenbusState.UNKNOWN : known;
    } catch (NumberFormatException e) {
      return XenbusState.UNKNOWN;
    }
  }

  private void setState(XenbusState next) throws DeviceException {
    if (state != next) {
      state = next;
      node.write(Map.of("state", Integer.toString(next.number)));
    }
  }

  /** Looks at the front end. What happens within a step, by watches of its own writes, waits. */
  private void step() {
    if (stepping) {
      stepAgain = true;
      return;
    }
    stepping = true;
    do {
      stepAgain = false;
      if (!disconnecting && !removed) { // else looked at again when that has ended
        try {
          follow(frontState());
        } catch (DeviceException e) {
          fail(e.getMessage());
        } catch (RuntimeException e) {
          crashed(e);
        }
      }
    } while (stepAgain);
    stepping = false;
  }

  private void follow(XenbusState front) throws DeviceException {
    switch (front) {
      case INITIALISING -> offer();
      case INITIALISED, CONNECTED -> {
        boolean open = !failed && !failures.isGone();
        if (open && (down || state != XenbusState.CONNECTED) && device.prepare()) {
          down = false;
          device.connect();
          if (!failed && !removed && !disconnecting) { // by what the first requests were
            setState(XenbusState.CONNECTED);
          }
        }
      }
      case CLOSING -> setState(XenbusState.CLOSING);
      case CLOSED, UNKNOWN -> {
        if (state != XenbusState.CLOSED && state != XenbusState.INITIALISING) {
          failed = false;
          down = false;
          disconnect(XenbusState.CLOSED);
        }
      }
      case INIT_WAIT, RECONFIGURING, RECONFIGURED -> {}
    }
  }

  private void offer() throws DeviceException {
    if (state != XenbusState.INITIALISING && !isOnline()) {
      setState(XenbusState.CLOSED); // to be removed, and no driver there to say goodbye to
      return;
    }
    boolean atStart = state == XenbusState.INITIALISING;
    boolean again = state == XenbusState.CLOSED && isOnline();
    if ((atStart || again) && !failures.isGone() && device.prepare()) {
      setState(XenbusState.INIT_WAIT);
    }
  }

  private boolean isOnline() throws DeviceException {
    return !node.find("online").orElse(OFFLINE).equals(OFFLINE);
  }

  /** Disconnects, then takes on a state if one is given. */
  private void disconnect(XenbusState then) {
    if (disconnecting) {
      return;
    }
    disconnecting = true;
    device.disconnect(() -> disconnected(then));
  }

  private void disconnected(XenbusState then) {
    disconnecting = false;
    if (removed) {
      device.dispose();
      return;
    }
    try {
      if (then != null) {
        setState(then);
      }
    } catch (DeviceException e) {
      complaints.add(e.getMessage());
    }
    step();
  }
}
