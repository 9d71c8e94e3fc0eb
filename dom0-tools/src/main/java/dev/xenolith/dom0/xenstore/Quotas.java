package dev.xenolith.dom0.xenstore;

/**
 * What one client may have.
 *
 * @param nodes nodes owned by the client's domain
 * @param nodeBytes size of one node: name, value, permissions and names of children
 * @param watches watches set
 * @param transactions transactions open
 * @param permissions entries in the permissions of a node
 * @param transactionNodes nodes touched by one transaction
 * @param outputBytes answers and events the client has not read yet
 * @param outstanding answers waiting before its next request is looked at
 * @param storeBytes size of the whole store beyond which the client may add nothing
 */
public record Quotas(
    int nodes,
    int nodeBytes,
    int watches,
    int transactions,
    int permissions,
    int transactionNodes,
    int outputBytes,
    int outstanding,
    long storeBytes) {
  private static final int ANY = Integer.MAX_VALUE;

  /** For an unprivileged domain: the defaults of C xenstored 4.17. */
  public static final Quotas STANDARD =
      new Quotas(1000, 2048, 128, 10, 5, 1024, 2_500_000, 20, Long.MAX_VALUE);

  /**
   * For a program of the host. Real domain 0 has no limits; these are far above what its tools do,
   * and far below what would hurt the host.
   */
  public static final Quotas TOOL =
      new Quotas(ANY, 1 << 18, 1 << 14, 64, ANY, 1 << 14, 1 << 22, 20, 128L << 20);

  /** For domain 0's own services. */
  static final Quotas NONE = new Quotas(ANY, ANY, ANY, ANY, ANY, ANY, ANY, ANY, Long.MAX_VALUE);
}
