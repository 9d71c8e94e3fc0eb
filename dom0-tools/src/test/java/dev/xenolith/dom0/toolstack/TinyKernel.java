package dev.xenolith.dom0.toolstack;

import dev.xenolith.dom0.builder.DomainSpec;
import dev.xenolith.dom0.elf.ElfMaker;
import java.util.HexFormat;

/** Kernels of a few instructions, assembled by hand. */
public final class TinyKernel {
  /** lea edi, [esi+0x2000]: the console page, two pages behind start_info. */
  private static final String FIND_CONSOLE = "8dbe00200000";

  /** mov dword [edi+0x400], "Hi!\n"; mov dword [edi+0xc0c], 4. */
  private static final String PRINT = "c7870004000048 69 21 0a c7870c0c000004000000";

  /** EVTCHNOP_send on the console port, whose number stands in start_info. */
  private static final String SIGNAL = "b820000000 bb04000000 8d4e38 cd82";

  /** SCHEDOP_shutdown with the reason at [esi+offset], then a loop. */
  private static final String SHUTDOWN_POWEROFF = "b81d000000 bb02000000 8d4e4c cd82 ebfe";

  private TinyKernel() {}

  static byte[] code(String... parts) {
    return HexFormat.of().parseHex(String.join("", parts).replace(" ", ""));
  }

  /** Prints "Hi!" and powers off. */
  public static DomainSpec hello() {
    return spec("hello", code(FIND_CONSOLE, PRINT, SIGNAL, SHUTDOWN_POWEROFF));
  }

  /** Jumps to an address that is not mapped. */
  public static DomainSpec crash() {
    return spec("crash", code("b8 0000 0080 ffe0"));
  }

  /** Fills both ring pages with one word, signals both ports, powers off. */
  static DomainSpec scribbler(String wordInHex) {
    String fill = "fc 8dbe00100000 b900080000 b8" + wordInHex + " f3ab";
    String signalStore = "b820000000 bb04000000 8d4e30 cd82";
    return spec("scribbler", code(fill, signalStore, SIGNAL, SHUTDOWN_POWEROFF));
  }

  /** Prints "Hi!" and reboots. */
  public static DomainSpec helloAgain() {
    String reboot = "6a01 89e1 b81d000000 bb02000000 cd82 ebfe";
    return spec("again", code(FIND_CONSOLE, PRINT, SIGNAL, reboot));
  }

  /** Does nothing for ever. */
  public static DomainSpec idle() {
    return spec("idle", code("ebfe"));
  }

  /** Waits for events for ever, as an idle kernel does. */
  public static DomainSpec waiting() {
    return spec("waiting", code("b81d000000 bb01000000 31c9 cd82 ebf0"));
  }

  /** Shuts down at once, for the reason of this number. */
  public static DomainSpec shutdown(int reason) {
    String push = "6a%02x 89e1".formatted(reason);
    return spec("shutdown", code(push, "b81d000000 bb02000000 cd82 ebfe"));
  }

  static DomainSpec spec(String name, byte[] code) {
    byte[] image = ElfMaker.kernel(false, code).make();
    return DomainSpec.of(name, 32, new DomainSpec.Image(name + ".elf", image), "word=1");
  }
}
