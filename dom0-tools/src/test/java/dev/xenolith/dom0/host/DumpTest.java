package dev.xenolith.dom0.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.xenolith.abi.layout.Abi;
import dev.xenolith.abi.xen.SharedInfo;
import dev.xenolith.abi.xen.VcpuGuestContext;
import dev.xenolith.dom0.toolstack.TinyKernel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Dumps of domains, asked for and after crashes. */
class DumpTest {
  private static final int PAGE = 4096;
  private static final int PAGES = 8 << 8; // of the 8 MiB that domains have here

  @TempDir private Path folder;
  private TestHost test;

  @BeforeEach
  void start() throws Exception {
    test = new TestHost(folder);
  }

  @AfterEach
  void stop() throws Exception {
    test.close();
  }

  private byte[] dump(String domain) throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    test.get(test.host.domains().dump(domain)).write((b, n) -> out.write(b, 0, n));
    return out.toByteArray();
  }

  /** The sections by name, as a reader that knows ELF finds them. */
  private static Map<String, ByteBuffer> sections(byte[] core) {
    ByteBuffer all = ByteBuffer.wrap(core).order(ByteOrder.LITTLE_ENDIAN);
    assertEquals(4, all.getShort(16), "ET_CORE");
    long at = all.getLong(40);
    int count = all.getShort(60);
    int strings = (int) all.getLong((int) at + 64 * all.getShort(62) + 24);
    Map<String, ByteBuffer> sections = new LinkedHashMap<>();
    for (int i = 1; i < count; i++) {
      int head = (int) at + 64 * i;
      int name = strings + all.getInt(head);
      int end = name;
      while (core[end] != 0) {
        end++;
      }
      int offset = (int) all.getLong(head + 24);
      sections.put(
          new String(core, name, end - name, StandardCharsets.US_ASCII),
          all.slice(offset, (int) all.getLong(head + 32)).order(ByteOrder.LITTLE_ENDIAN));
    }
    return sections;
  }

  @Test
  void aDumpHasTheSectionsOfLibxc() throws Exception {
    test.create("one", TinyKernel.waiting(), "vcpus = 3");
    Map<String, ByteBuffer> sections = sections(dump("one"));
    assertEquals(
        "[.shstrtab, .note.Xen, .xen_prstatus, .xen_shared_info, .xen_pages, .xen_p2m]",
        sections.keySet().toString());
    assertEquals(PAGES * PAGE, sections.get(".xen_pages").capacity());
    assertEquals(PAGES * 16, sections.get(".xen_p2m").capacity());
    assertEquals(PAGE, sections.get(".xen_shared_info").capacity());
    // vCPUs that were never brought up have no context.
    int context = VcpuGuestContext.LAYOUT.size(Abi.PV64);
    assertEquals(context, sections.get(".xen_prstatus").capacity());
    ByteBuffer note = sections.get(".note.Xen");
    assertEquals(0x2000000, note.getInt(8));
    assertEquals(0x2000001, note.getInt(24));
    assertEquals(0xF00FEBEDL, note.getLong(32));
    assertEquals(1, note.getLong(40));
    assertEquals(PAGES, note.getLong(48));
  }

  @Test
  void theWallClockIsAsFarFromUtcAsTheConfigurationSays() throws Exception {
    int clock = SharedInfo.WC_SEC.at(Abi.PV32);
    test.create("utc", TinyKernel.waiting());
    test.create("ahead", TinyKernel.waiting(), "rtc_timeoffset = 100000");
    int utc = sections(dump("utc")).get(".xen_shared_info").getInt(clock);
    int ahead = sections(dump("ahead")).get(".xen_shared_info").getInt(clock);
    assertEquals(100_000, ahead - utc, 5);
  }

  @Test
  void pagesStandInTheOrderOfTheirNumbers() throws Exception {
    test.create("one", TinyKernel.waiting());
    ByteBuffer p2m = sections(dump("one")).get(".xen_p2m");
    for (int i = 0; i < PAGES; i++) {
      assertEquals(i, p2m.getLong(16 * i));
    }
  }

  @Test
  void whatTheDomainWroteIsInItsPages() throws Exception {
    int domid = test.create("one", TinyKernel.hello(), "on_poweroff = \"preserve\"");
    test.awaitEvent(HostEvent.Kind.DOMAIN_ACTION, domid);
    ByteBuffer pages = sections(dump("one")).get(".xen_pages");
    byte[] bytes = new byte[pages.capacity()];
    pages.get(bytes);
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    int at = text.indexOf("Hi!\n");
    while (at >= 0 && at % PAGE != 0x400) { // the kernel has it too; the ring is in this place
      at = text.indexOf("Hi!\n", at + 1);
    }
    assertTrue(at >= 0);
  }

  @Test
  void aCrashIsDumpedBeforeTheDomainIsDestroyed() throws Exception {
    int domid = test.create("one", TinyKernel.crash(), "on_crash = \"coredump-destroy\"");
    test.awaitEvent(HostEvent.Kind.DOMAIN_DESTROYED, domid);
    Path file = test.state().dumps().resolve("one");
    assertEquals(file.toString(), test.awaitEvent(HostEvent.Kind.DOMAIN_DUMPED, domid).detail());
    assertEquals(6, sections(Files.readAllBytes(file)).size());
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
    try (Stream<Path> files = Files.list(test.state().dumps())) {
      assertEquals(1, files.count());
    }
  }

  @Test
  void coredumpRestartBuildsItAgain() throws Exception {
    int first = test.create("one", TinyKernel.crash(), "on_crash = \"coredump-restart\"");
    test.awaitEvent(HostEvent.Kind.DOMAIN_DUMPED, first);
    assertEquals("one", test.awaitEvent(HostEvent.Kind.DOMAIN_CREATED, first + 1).name());
  }

  @Test
  void aDumpLeavesTheStateFolderByNoName() throws Exception {
    int domid = test.create("..", TinyKernel.crash(), "on_crash = \"coredump-destroy\"");
    test.awaitEvent(HostEvent.Kind.DOMAIN_DESTROYED, domid);
    assertTrue(Files.exists(test.state().dumps().resolve("%2e.")));
  }

  @Test
  void aDumpThatCannotBeWrittenIsToldAndKeepsNothingBack() throws Exception {
    Files.createDirectories(test.state().dumps().resolve("one/in-the-way"));
    int domid = test.create("one", TinyKernel.crash(), "on_crash = \"coredump-destroy\"");
    test.awaitEvent(HostEvent.Kind.DOMAIN_DESTROYED, domid);
    HostEvent failed = test.awaitEvent(HostEvent.Kind.DOMAIN_FAILED, domid);
    assertTrue(failed.detail().startsWith("core dump failed: "), failed.detail());
    assertFalse(Files.exists(test.state().dumps().resolve("%new-one")));
  }

  @Test
  void aSoftResetIsRefusedAndTheDomainDestroyedAsXenDoesToPvDomains() throws Exception {
    int domid = test.create("one", TinyKernel.shutdown(5));
    test.awaitEvent(HostEvent.Kind.DOMAIN_DESTROYED, domid);
    assertEquals("soft-reset", test.awaitEvent(HostEvent.Kind.DOMAIN_ACTION, domid).detail());
    HostEvent failed = test.awaitEvent(HostEvent.Kind.DOMAIN_FAILED, domid);
    assertTrue(failed.detail().contains("only HVM and PVH domains"), failed.detail());
  }

  @Test
  void readelfReadsADump() throws Exception {
    Path readelf = Path.of("/usr/bin/readelf");
    assumeTrue(Files.isExecutable(readelf), "readelf is not installed");
    test.create("one", TinyKernel.waiting());
    Path core = Files.write(folder.resolve("core"), dump("one"));
    String said = output(readelf.toString(), "-h", "-S", "-n", "-W", core.toString());
    assertTrue(said.contains("CORE (Core file)"), said);
    assertFalse(said.contains("Warning") || said.contains("Error"), said);
    for (String section : new String[] {".note.Xen", ".xen_prstatus", ".xen_pages", ".xen_p2m"}) {
      assertTrue(said.contains(section), said);
    }
  }

  /** A reader of Xen's dumps that knows nothing of us, and takes pages by their numbers. */
  @Test
  void libkdumpfileReadsADump() throws Exception {
    String use = "import kdumpfile\n";
    assumeTrue(output("python3", "-c", use).isEmpty(), "python3-libkdumpfile is not installed");
    int domid = test.create("one", TinyKernel.hello(), "on_poweroff = \"preserve\"");
    test.awaitEvent(HostEvent.Kind.DOMAIN_ACTION, domid);
    byte[] dump = dump("one");
    Path core = Files.write(folder.resolve("core"), dump);
    ByteBuffer pages = sections(dump).get(".xen_pages");
    int page = 0;
    while (pages.getInt(page * PAGE + 0x400) != 0x0A216948) {
      page++;
    }
    String script =
        use
            + "k = kdumpfile.kdumpfile('%s')\n".formatted(core)
            + "print(k.attr.file.format, k.attr['xen.version.major'], k.attr['xen.version.minor'],"
            + " bytes(k.read(kdumpfile.KDUMP_KPHYSADDR, %d, 3)))".formatted(page * PAGE + 0x400);
    assertEquals("xc_core_elf 4 17 b'Hi!'", output("python3", "-c", script).strip());
  }

  private static String output(String... command) throws IOException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }
}
