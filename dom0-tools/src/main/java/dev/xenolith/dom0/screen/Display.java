package dev.xenolith.dom0.screen;

import dev.xenolith.pv.ServiceException;
import dev.xenolith.pv.screen.Area;
import dev.xenolith.pv.screen.Input;
import dev.xenolith.pv.screen.Picture;
import dev.xenolith.pv.screen.Viewer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;

/** One domain's screen and keyboard, as any thread may use them. */
public final class Display implements Viewer {
  /** What is shown where a domain shows nothing: black, of this size. */
  static final int DARK_WIDTH = 800;

  static final int DARK_HEIGHT = 600;

  /** Is told, on domain 0's vCPU, that there is something new to see. */
  @FunctionalInterface
  interface Watcher {
    void changed(Area area);
  }

  /** Domain 0's, where all is done that touches a domain. */
  interface Vcpu {
    <T> CompletableFuture<T> run(Callable<T> task);
  }

  private final Vcpu vcpu;
  private final List<Watcher> watchers = new ArrayList<>();

  /** Both are domain 0's own; null while there is none. */
  private Picture picture;

  private Input input;

  Display(Vcpu vcpu) {
    this.vcpu = vcpu;
  }

  synchronized void add(Watcher watcher) {
    watchers.add(watcher);
  }

  synchronized void remove(Watcher watcher) {
    watchers.remove(watcher);
  }

  private synchronized List<Watcher> watchers() {
    return List.copyOf(watchers);
  }

  private int width() {
    return picture == null ? DARK_WIDTH : picture.width();
  }

  private int height() {
    return picture == null ? DARK_HEIGHT : picture.height();
  }

  /** All of what is shown now. */
  public CompletableFuture<Snapshot> snapshot() {
    return vcpu.run(() -> copy(new Area(0, 0, width(), height())));
  }

  /** What is shown now in an area; nothing of it may be within the picture, which answers black. */
  CompletableFuture<Snapshot> snapshot(Area wanted) {
    return vcpu.run(
        () -> {
          Area area = wanted.within(width(), height());
          return copy(area == null ? new Area(0, 0, 1, 1) : area);
        });
  }

  private Snapshot copy(Area area) {
    int[] pixels = new int[area.width() * area.height()];
    if (picture != null) {
      try {
        pixels = picture.copy(area);
      } catch (ServiceException e) {
        // The domain has given the memory of its picture to others: there is nothing to be seen.
        pixels = new int[area.width() * area.height()];
      }
    }
    return new Snapshot(width(), height(), area, pixels);
  }

  /** A key or a button, by Linux's number. */
  public void key(int code, boolean down) {
    vcpu.run(
        () -> {
          if (input != null) {
            input.key(code, down);
          }
          return null;
        });
  }

  /** The pointer, in pixels. */
  public void pointer(int x, int y, int wheel) {
    vcpu.run(
        () -> {
          if (input != null) {
            input.pointer(Math.min(x, width() - 1), Math.min(y, height() - 1), wheel);
          }
          return null;
        });
  }

  // ---- domain 0 tells

  @Override
  public void shows(Picture shown) {
    picture = shown;
    changed(new Area(0, 0, width(), height()));
  }

  @Override
  public void changed(Area area) {
    watchers().forEach(w -> w.changed(area));
  }

  @Override
  public void goesDark() {
    picture = null;
    changed(new Area(0, 0, width(), height()));
  }

  @Override
  public void listens(Input heard) {
    input = heard;
  }

  @Override
  public void stopsListening() {
    input = null;
  }
}
