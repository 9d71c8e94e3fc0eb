package dev.xenolith.hv.grant;

/**
 * What a domain's grant table may grow to.
 *
 * @param grantFrames most frames of shared entries
 * @param maptrackFrames most frames' worth of map-track entries
 * @param version highest version of the table
 */
public record GrantLimits(int grantFrames, int maptrackFrames, int version) {
  /** The machine's own limits, and what a domain gets that asks for no other. */
  public static final GrantLimits MAXIMUM = new GrantLimits(64, 1024, 2);

  /**
   * The limits for what createdomain was asked for; -1 asks for the default.
   *
   * @return null if it asks for more than there is, or for too little to work
   */
  public static GrantLimits of(int grantFrames, int maptrackFrames, int version) {
    int grants = grantFrames < 0 ? MAXIMUM.grantFrames : grantFrames;
    int maptrack = maptrackFrames < 0 ? MAXIMUM.maptrackFrames : maptrackFrames;
    boolean possible =
        grants >= 1 && grants <= MAXIMUM.grantFrames && maptrack <= MAXIMUM.maptrackFrames;
    possible &= version >= 1 && version <= MAXIMUM.version;
    return possible ? new GrantLimits(grants, maptrack, version) : null;
  }
}
