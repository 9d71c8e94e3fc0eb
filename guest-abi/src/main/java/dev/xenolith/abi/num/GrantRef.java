package dev.xenolith.abi.num;

/** Index into the granter's grant table. */
public record GrantRef(int raw) {
  @Override
  public String toString() {
    return "gref " + raw;
  }
}
