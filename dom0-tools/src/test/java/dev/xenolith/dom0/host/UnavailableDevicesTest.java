package dev.xenolith.dom0.host;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.xenolith.dom0.toolstack.TinyKernel;
import dev.xenolith.dom0.xenstore.StoreClient;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnavailableDevicesTest {
  @TempDir Path folder;

  @Test
  void domain0AnswersWhoeverMakesNodesForADeviceThatIsNotToBeHad() throws Exception {
    try (TestHost test = new TestHost(folder)) {
      int domid = test.create("one", TinyKernel.waiting());
      String back = "/local/domain/0/backend/vtpm/" + domid + "/0";
      String front = "/local/domain/" + domid + "/device/vtpm/0";
      String error =
          test.get(
              test.host
                  .domains()
                  .onDomain0(
                      () -> {
                        StoreClient.Nodes nodes = test.host.store().nodes();
                        for (var node :
                            Map.of(front + "/state", "1", back + "/frontend", front).entrySet()) {
                          nodes.write(node.getKey(), node.getValue());
                        }
                        return nodes
                            .find("/local/domain/" + domid + "/error/device/vtpm/0/error")
                            .orElse("none");
                      }));
      assertEquals("vtpm devices are not available (TPMs)", error);
    }
  }
}
