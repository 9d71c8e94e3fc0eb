package dev.xenolith.pv.xenbus;

/**
 * Answers for devices that nobody can have: whoever makes nodes for one finds the reason in the
 * error nodes of both halves, and its front end sees a back end that closes.
 */
public record UnavailableBackend(DeviceKind kind) implements BackendDriver {
  @Override
  public String type() {
    return kind.type();
  }

  @Override
  public BackendDevice create(DeviceNode node) {
    return new Unavailable(kind);
  }

  private record Unavailable(DeviceKind kind) implements BackendDevice {
    @Override
    public boolean prepare() throws DeviceException {
      throw new DeviceException(
          "%s devices are not available (%s)".formatted(kind.type(), kind.text()));
    }

    @Override
    public void connect() throws DeviceException {
      prepare();
    }

    @Override
    public void disconnect(Runnable then) {
      then.run();
    }

    @Override
    public void dispose() {}
  }
}
