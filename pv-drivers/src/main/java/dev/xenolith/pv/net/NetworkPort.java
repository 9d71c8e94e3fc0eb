package dev.xenolith.pv.net;

/** Where a card is plugged in. Used on the domain's vCPU only. */
public interface NetworkPort {
  /**
   * From now on packets for the card go there.
   *
   * @param card null to pull the plug
   */
  void plug(Card card);

  /** Takes a packet from the card. */
  void send(Packet packet);

  /** A card that packets can be given to. */
  interface Card {
    /**
     * Takes a packet, or drops it.
     *
     * @param sender whose packet it is: no sender may fill what others need
     */
    void receive(Packet packet, Object sender);
  }
}
