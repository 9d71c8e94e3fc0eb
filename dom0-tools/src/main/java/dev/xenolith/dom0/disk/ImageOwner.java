package dev.xenolith.dom0.disk;

/** The domain that uses images, as messages call it. Any thread may ask and tell. */
public final class ImageOwner {
  private volatile String name;
  private volatile boolean leaving;

  /** A domain of this name. */
  public ImageOwner(String name) {
    this.name = name;
  }

  /** It has another name now. */
  public void rename(String newName) {
    name = newName;
  }

  /** It is over; its files are free as soon as what is under way has ended. */
  public void leave() {
    leaving = true;
  }

  boolean isLeaving() {
    return leaving;
  }

  @Override
  public String toString() {
    return "domain " + name;
  }
}
