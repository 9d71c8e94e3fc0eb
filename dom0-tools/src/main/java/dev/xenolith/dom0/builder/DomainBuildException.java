package dev.xenolith.dom0.builder;

/**
 * A domain that could not be built; the message is a sentence for its owner. Nothing of it is left.
 */
public final class DomainBuildException extends Exception {
  private static final long serialVersionUID = 1;

  /** Whose fault it is, as far as can be told. */
  public enum Blame {
    /** The kernel or ramdisk image. */
    IMAGE,
    /** The configuration asks for what cannot be. */
    CONFIGURATION,
    /** The machine has not enough of something, or the hypervisor refused. */
    MACHINE
  }

  private final Blame blame;

  /** A failure without a deeper cause. */
  public DomainBuildException(Blame blame, String sentence) {
    super(sentence);
    this.blame = blame;
  }

  /** A failure that another one caused. */
  public DomainBuildException(Blame blame, String sentence, Throwable cause) {
    super(sentence, cause);
    this.blame = blame;
  }

  /** Whose fault it is. */
  public Blame blame() {
    return blame;
  }
}
