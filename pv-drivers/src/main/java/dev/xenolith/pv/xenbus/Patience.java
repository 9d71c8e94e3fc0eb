package dev.xenolith.pv.xenbus;

import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * How often something that should not happen is borne in a second. It costs this domain time that
 * others wait for, and may cost whoever brings it about nothing: one that goes on waits for the
 * next second.
 */
public final class Patience {
  private final Consumer<BooleanSupplier> askUntil;
  private final int most;
  private final Runnable whenBack;
  private int borne;

  /**
   * All of it.
   *
   * @param askUntil asks about once a second whether something is over, as {@link
   *     dev.xenolith.pv.GuestServices#askUntil} does
   * @param most how often it is borne
   * @param whenBack told when it has come back after it had gone
   */
  public Patience(Consumer<BooleanSupplier> askUntil, int most, Runnable whenBack) {
    this.askUntil = askUntil;
    this.most = most;
    this.whenBack = whenBack;
  }

  /** Whether nothing of the kind is to be begun before the next second. */
  public boolean isGone() {
    return borne >= most;
  }

  /** It has happened once more. */
  public void wear() {
    if (borne++ == 0) {
      askUntil.accept(this::comeBack);
    }
  }

  private boolean comeBack() {
    boolean gone = isGone();
    borne = 0;
    if (gone) {
      whenBack.run();
    }
    return true;
  }
}
