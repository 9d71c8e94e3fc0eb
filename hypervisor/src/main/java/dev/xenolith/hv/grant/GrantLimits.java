package dev.xenolith.hv.grant;

/**
 * What a domain's grant table may grow to.
 *
 * @param grantFrames most frames of shared entries
 * @param maptrackFrames most frames' worth of map-track entries
 */
public record GrantLimits(int grantFrames, int maptrackFrames) {
  /** The machine's own limits, and what a domain gets that asks for no other. */
  public static final GrantLimits MAXIMUM = new GrantLimits(64, 1024);

  /** Highest version of the table there is. */
  public static final int MAX_VERSION = 1;

  /**
   * The limits for what createdomain was asked for; -1 asks for the default.
   *
   * @return null if it asks for more than there is, or for too little to work
   */
  public static GrantLimits of(int grantFrames, int maptrackFrames) {
    int grants = grantFrames < 0 ? MAXIMUM.grantFrames : grantFrames;
    int maptrack = maptrackFrames < 0 ? MAXIMUM.maptrackFrames : maptrackFrames;
    boolean possible =
        grants >= 1 && grants <= MAXIMUM.grantFrames && maptrack <= MAXIMUM.maptrackFrames;
    return possible ? new GrantLimits(grants, maptrack) : null;
  }
}
