package dev.xenolith.dom0.net;

import dev.xenolith.pv.net.NetworkPort;
import dev.xenolith.pv.net.Packet;
import java.util.ArrayList;
import java.util.List;

/** Where one card is plugged in, and who looks at its packets. */
public final class Port implements NetworkPort, Bridge.Plug {
  /** Sees the packets of a card. */
  public interface Tap {
    /**
     * A packet passes.
     *
     * @param fromGuest whether the card sends it, and does not receive it
     */
    void see(Packet packet, boolean fromGuest);
  }

  private final List<Tap> taps = new ArrayList<>();
  private Outlet outlet = packet -> {};
  private Card card;

  /** Where what the card sends goes. */
  interface Outlet {
    void take(Packet packet);
  }

  void lead(Outlet where) {
    outlet = where;
  }

  /** From now on, somebody looks. */
  public void add(Tap tap) {
    taps.add(tap);
  }

  /** Looks no more. */
  public void remove(Tap tap) {
    taps.remove(tap);
  }

  @Override
  public void plug(Card other) {
    card = other;
  }

  @Override
  public void send(Packet packet) {
    show(packet, true);
    outlet.take(packet);
  }

  @Override
  public void receive(Packet packet, Object sender) {
    if (card != null) {
      show(packet, false);
      card.receive(packet, sender);
    }
  }

  private void show(Packet packet, boolean fromGuest) {
    for (Tap tap : List.copyOf(taps)) {
      tap.see(packet, fromGuest);
    }
  }
}
