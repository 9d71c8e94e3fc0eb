package dev.xenolith.dom0.xenstore;

/**
 * What one unprivileged domain may have. Domain 0 is not limited.
 *
 * @param nodes nodes owned
 * @param nodeBytes size of one node: name, value, permissions and names of children
 * @param watches watches set
 * @param transactions transactions open
 * @param permissions entries in the permissions of a node
 * @param transactionNodes nodes touched by one transaction
 * @param outputBytes answers and events the domain has not read yet
 * @param outstanding answers waiting before its next request is looked at
 */
public record Quotas(
    int nodes,
    int nodeBytes,
    int watches,
    int transactions,
    int permissions,
    int transactionNodes,
    int outputBytes,
    int outstanding) {
  /** The defaults of C xenstored 4.17. */
  public static final Quotas STANDARD = new Quotas(1000, 2048, 128, 10, 5, 1024, 2_500_000, 20);
}
