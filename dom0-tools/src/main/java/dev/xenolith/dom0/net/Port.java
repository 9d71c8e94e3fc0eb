package dev.xenolith.dom0.net;

import dev.xenolith.pv.net.NetworkPort;
import dev.xenolith.pv.net.Packet;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/** Where one card is plugged in, and who looks at its packets. */
public final class Port implements NetworkPort, Bridge.Plug {
  /** Sees the packets of a card. */
  interface Tap {
    /**
     * A packet passes.
     *
     * @param fromGuest whether the card sends it, and does not receive it
     */
    void see(Packet packet, boolean fromGuest);

    /** The card is gone. */
    void end();

    /** Whether it need not be shown anything any more. */
    boolean isOver();
  }

  private final List<Tap> taps = new ArrayList<>();
  private Outlet outlet = packet -> {};
  private Card card;
  private Traffic sent = Traffic.NONE;
  private Traffic received = Traffic.NONE;

  /** Where what the card sends goes. */
  interface Outlet {
    void take(Packet packet);
  }

  void lead(Outlet where) {
    outlet = where;
  }

  /** A capture of what passes from now on, as {@link Capture} takes it. */
  public Capture capture(String name, MacAddress mac, String comment, LongSupplier clock) {
    Capture capture = new Capture(name, mac, comment, clock);
    add(capture);
    return capture;
  }

  /** From now on, somebody looks; until it is over for them, or for the card. */
  void add(Tap tap) {
    taps.removeIf(Tap::isOver);
    taps.add(tap);
  }

  /** The card is gone for ever. */
  public void end() {
    taps.forEach(Tap::end);
    taps.clear();
  }

  @Override
  public void plug(Card other) {
    card = other;
  }

  @Override
  public void send(Packet packet) {
    sent = sent.plus(packet);
    show(packet, true);
    outlet.take(packet);
  }

  @Override
  public void receive(Packet packet, Object sender) {
    if (card != null) {
      received = received.plus(packet);
      show(packet, false);
      card.receive(packet, sender);
    }
  }

  /** What the card has sent. */
  public Traffic sent() {
    return sent;
  }

  /** What was given to the card. */
  public Traffic received() {
    return received;
  }

  private void show(Packet packet, boolean fromGuest) {
    if (taps.isEmpty()) {
      return;
    }
    taps.removeIf(Tap::isOver);
    for (Tap tap : taps) {
      tap.see(packet, fromGuest);
    }
  }
}
