package dev.xenolith.hv.machine.device;

/** One interrupt line, edge-triggered: a raise nobody is connected to see is kept until then. */
public final class InterruptLine {
  private Runnable sink;
  private boolean raised;

  InterruptLine() {}

  /** Whether somebody is connected. */
  public boolean isConnected() {
    return sink != null;
  }

  /** Has somebody told of every raise from now on, and of one that was missed. */
  public void connect(Runnable newSink) {
    sink = newSink;
    if (raised) {
      raised = false;
      sink.run();
    }
  }

  /** Tells nobody any more. */
  public void disconnect() {
    sink = null;
  }

  /** The device wants to be looked at. */
  void raise() {
    if (sink == null) {
      raised = true;
    } else {
      sink.run();
    }
  }
}
