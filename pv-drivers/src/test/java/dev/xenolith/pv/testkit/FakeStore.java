package dev.xenolith.pv.testkit;

import dev.xenolith.pv.NodeStore;
import dev.xenolith.pv.ServiceException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/** A xenstore in which everybody may do everything. Watches fire when the world runs. */
public final class FakeStore implements NodeStore, NodeStore.Nodes {
  private record Wish(String path, Consumer<String> onChange) {}

  private final FakeWorld world;
  private final TreeMap<String, String> values = new TreeMap<>();
  private final List<Wish> wishes = new ArrayList<>();
  private boolean broken;

  FakeStore(FakeWorld world) {
    this.world = world;
  }

  private void changed(String path) {
    for (Wish wish : List.copyOf(wishes)) {
      if (path.equals(wish.path) || path.startsWith(wish.path + "/")) {
        tell(wish, path);
      }
    }
  }

  private void tell(Wish wish, String path) {
    world.later(
        () -> {
          if (wishes.contains(wish)) {
            wish.onChange.accept(path);
          }
        });
  }

  /** Nobody is told of anything any more who was. */
  void forgetWatches() {
    wishes.clear();
  }

  /** From now on everything is refused, or nothing any more. */
  public void setBroken(boolean broken) {
    this.broken = broken;
  }

  @Override
  public Nodes nodes() {
    return broken ? new BrokenNodes() : this;
  }

  @Override
  public void transaction(Changes changes) throws ServiceException {
    changes.make(nodes());
  }

  @Override
  public Watch watch(String path, Consumer<String> onChange) {
    Wish wish = new Wish(path, onChange);
    wishes.add(wish);
    tell(wish, path);
    return () -> wishes.remove(wish);
  }

  @Override
  public Optional<String> find(String path) {
    return Optional.ofNullable(values.get(path));
  }

  @Override
  public List<String> list(String path) {
    return values.keySet().stream()
        .filter(p -> p.startsWith(path + "/"))
        .map(p -> p.substring(path.length() + 1).split("/")[0])
        .distinct()
        .toList();
  }

  @Override
  public void write(String path, String value) {
    values.put(path, value);
    changed(path);
  }

  @Override
  public void remove(String path) {
    List<String> gone =
        values.keySet().stream().filter(p -> p.equals(path) || p.startsWith(path + "/")).toList();
    values.keySet().removeAll(gone);
    gone.forEach(this::changed);
  }

  /** A store that has no time for anybody. */
  private static final class BrokenNodes implements Nodes {
    private static ServiceException refused() {
      return new ServiceException("xenstore is broken");
    }

    @Override
    public Optional<String> find(String path) throws ServiceException {
      throw refused();
    }

    @Override
    public List<String> list(String path) throws ServiceException {
      throw refused();
    }

    @Override
    public void write(String path, String value) throws ServiceException {
      throw refused();
    }

    @Override
    public void remove(String path) throws ServiceException {
      throw refused();
    }
  }
}
