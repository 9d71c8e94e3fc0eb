package dev.xenolith.hv.domain;

/** The release whose behaviour is followed. */
public final class XenRelease {
  public static final int MAJOR = 4;
  public static final int MINOR = 17;

  /** What follows the two numbers. */
  public static final String EXTRA = ".5-xenolith";

  private XenRelease() {}
}
