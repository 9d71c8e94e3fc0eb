package dev.xenolith.dom0.toolstack;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.xenolith.abi.num.DomId;
import dev.xenolith.dom0.builder.Progress;
import dev.xenolith.dom0.xenstore.Permissions;
import dev.xenolith.dom0.xenstore.StoreClient;
import dev.xenolith.dom0.xenstore.StoreException;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class HomeNodesTest {
  /** As xl of Xen 4.17 made them; frame numbers are left out, and the terminal's name. */
  private static final String AS_MADE_BY_XL =
      """
      vm n0|r1| /vm/%s
      name n0|r1| idle
      cpu n0|r1|
       0 n0|r1|
        availability n0|r1| online
      memory n0|r1|
       static-max n0|r1| 32768
       target n0|r1| 32768
       videoram n0|r1| 0
      device n0|r1|
       suspend n0|r1|
        event-channel n1|
      control n0|r1|
       shutdown n1|
       feature-poweroff n1|
       feature-reboot n1|
       feature-suspend n1|
       sysrq n1|
       platform-feature-multiprocessor-suspend n0|r1| 1
       platform-feature-xs_reset_watches n0|r1| 1
      data n1|
      drivers n1|
      feature n1|
      attr n1|
      error n1|
      domid n0|r1| 1
      store n0|r1|
       port n0|r1| 1
       ring-ref n0|r1|
      console n0|r1|
       backend n0|r1| /local/domain/0/backend/console/1/0
       backend-id n1|r0| 0
       limit n0|r1| 1048576
       type n0|r1| xenconsoled
       output n0|r1| pty
       tty n0|r1|
       port n0|r1| 2
       ring-ref n0|r1|
      """;

  private static String tree(StoreClient.Nodes nodes, String path, String indent)
      throws StoreException {
    StringBuilder text = new StringBuilder();
    for (String name : nodes.list(path)) {
      String child = path + "/" + name;
      String permissions =
          nodes.permissions(child).entries().stream()
              .map(Permissions.Entry::toString)
              .collect(Collectors.joining("|"));
      String value = name.equals("ring-ref") ? "" : nodes.read(child);
      text.append((indent + name + " " + permissions + "| " + value).stripTrailing()).append('\n');
      text.append(tree(nodes, child, indent + " "));
    }
    return text.toString();
  }

  @Test
  void domainFindsTheNodesThatXlMakes() throws Exception {
    try (Machine machine = new Machine()) {
      DomId domid =
          machine.await(
              machine.toolstack.create(TinyKernel.idle(), Progress.SILENT, true, r -> false));
      String uuid = TinyKernel.idle().uuid().toString();
      assertEquals(
          AS_MADE_BY_XL.formatted(uuid),
          machine.await(
              machine.toolstack.run(
                  () ->
                      tree(
                          machine.toolstack.store().nodes(), "/local/domain/" + domid.raw(), ""))));
    }
  }
}
