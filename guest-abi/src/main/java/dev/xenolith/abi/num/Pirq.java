package dev.xenolith.abi.num;

/** Physical interrupt line as domain 0 sees it. */
public record Pirq(int raw) {
  @Override
  public String toString() {
    return "pirq " + raw;
  }
}
