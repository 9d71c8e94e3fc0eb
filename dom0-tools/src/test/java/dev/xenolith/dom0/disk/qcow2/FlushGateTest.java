package dev.xenolith.dom0.disk.qcow2;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class FlushGateTest {
  @Test
  void aHostThatLostWhatItWasToWriteIsNotBelievedLater() throws Exception {
    FrailChannel file = new FrailChannel(new byte[16]);
    FlushGate gate = new FlushGate(file, "disk.img");
    gate.force();
    file.write(ByteBuffer.allocate(8), 0);
    file.forgetful = true;
    assertEquals("Input/output error", assertThrows(IOException.class, gate::force).getMessage());
    file.forgetful = false;
    assertEquals(
        "disk.img: an earlier flush failed: Input/output error",
        assertThrows(IOException.class, gate::force).getMessage());
  }
}
