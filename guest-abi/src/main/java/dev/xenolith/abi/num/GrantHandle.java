package dev.xenolith.abi.num;

/** Index into the mapper's map-track table, returned by GNTTABOP_map_grant_ref. */
public record GrantHandle(int raw) {
  @Override
  public String toString() {
    return "handle " + raw;
  }
}
