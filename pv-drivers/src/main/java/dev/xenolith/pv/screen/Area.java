package dev.xenolith.pv.screen;

/**
 * A rectangle of a picture, in pixels. One that a front end or a viewer names may be anything,
 * until it is cut to what is {@link #within} a picture.
 */
public record Area(int x, int y, int width, int height) {
  /** The part of it that is within a picture of this size, or null if none is. */
  public Area within(int mostWidth, int mostHeight) {
    long left = Math.clamp((long) x, 0, mostWidth);
    long top = Math.clamp((long) y, 0, mostHeight);
    long right = Math.clamp((long) x + width, left, mostWidth);
    long bottom = Math.clamp((long) y + height, top, mostHeight);
    return right == left || bottom == top
        ? null
        : new Area((int) left, (int) top, (int) (right - left), (int) (bottom - top));
  }

  /** The smallest that has both in it; {@code other} may be null. */
  public Area and(Area other) {
    if (other == null) {
      return this;
    }
    int left = Math.min(x, other.x);
    int top = Math.min(y, other.y);
    int right = Math.max(x + width, other.x + other.width);
    int bottom = Math.max(y + height, other.y + other.height);
    return new Area(left, top, right - left, bottom - top);
  }
}
