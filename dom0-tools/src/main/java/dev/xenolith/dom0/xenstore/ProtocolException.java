package dev.xenolith.dom0.xenstore;

/** A peer broke the transport's rules so that nothing more can be understood from it. */
public final class ProtocolException extends Exception {
  private static final long serialVersionUID = 1;

  ProtocolException(String sentence) {
    super(sentence, null, false, false);
  }
}
