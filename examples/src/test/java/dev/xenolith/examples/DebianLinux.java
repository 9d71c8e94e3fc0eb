package dev.xenolith.examples;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.common.io.MoreFiles;
import dev.xenolith.dom0.builder.DomainBuildException;
import dev.xenolith.dom0.builder.DomainSpec;
import dev.xenolith.dom0.builder.KernelSymbols;
import dev.xenolith.dom0.config.DomainDevices;
import dev.xenolith.dom0.disk.DiskSpec;
import dev.xenolith.dom0.elf.SymbolTable;
import dev.xenolith.dom0.launch.Machine;
import dev.xenolith.hv.trace.Trace;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * One of Debian's unmodified kernels with the initramfs of the examples, as a test wants it.
 *
 * @param kernel which of them: {@code amd64} or {@code cloud-amd64}
 */
record DebianLinux(String kernel, int memoryMib, int vcpus, String cmdline) {
  private static final Path CACHE = Path.of("debian/.cache").toAbsolutePath();
  private static final Path RAMDISK = CACHE.resolve("initramfs.cpio");

  /** Where the shell waits for a command. */
  static final String PROMPT = "root@debian:~# ";

  /** What it asks a terminal before it lets one edit: where the cursor is. */
  private static final String CURSOR_QUESTION = "\033[6n";

  private Path image() {
    return CACHE.resolve("boot/vmlinuz-" + kernel);
  }

  /** Boots it, or skips the test where it was not fetched. */
  RunningGuest boot(Machine.Time time, Consumer<Trace> trace, DiskSpec... disks) throws Exception {
    assumeFetched();
    return new RunningGuest(
        spec().withDevices(DomainDevices.NONE.withDisks(List.of(disks))), time, trace);
  }

  /** Skips the test where it was not fetched. */
  void assumeFetched() {
    assumeTrue(isFetched(), this::missing);
  }

  /** The same with other devices. */
  RunningGuest boot(Machine.Time time, DomainDevices devices) throws Exception {
    assumeFetched();
    return new RunningGuest(spec().withDevices(devices), time, _ -> {});
  }

  private boolean isFetched() {
    return Files.exists(image()) && Files.exists(RAMDISK);
  }

  private String missing() {
    return "no " + image() + " or no initramfs; examples/debian/fetch brings both";
  }

  RunningGuest boot(Machine.Time time) throws Exception {
    return boot(time, _ -> {});
  }

  /** The hypervisor's log with the names of this kernel's functions in it. */
  String named(String log) throws DomainBuildException {
    SymbolTable symbols = KernelSymbols.ofKernel(image());
    return log.lines().map(symbols::annotate).collect(Collectors.joining("\n"));
  }

  private DomainSpec spec() throws IOException {
    return spec("debian");
  }

  /** It as a domain of this name. */
  DomainSpec spec(String name) throws IOException {
    long kib = memoryMib * 1024L;
    return new DomainSpec(
        name,
        UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)),
        kib,
        kib,
        vcpus,
        vcpus,
        RunningGuest.image(image()),
        Optional.of(new DomainSpec.Ramdisk(RAMDISK.toString(), MoreFiles.asByteSource(RAMDISK))),
        cmdline,
        DomainSpec.Limits.DEFAULT);
  }

  /** Types a command at the prompt that was seen last, and answers what it printed. */
  static String answer(RunningGuest guest, String command) throws InterruptedException {
    guest.type(command + "\r");
    String shown = guest.expect(PROMPT).replace(CURSOR_QUESTION, "").replace("\r", "");
    // A long line is echoed in pieces, so the answer begins behind the echo's last word.
    int echoed = shown.indexOf('\n');
    return shown.substring(echoed + 1).strip();
  }
}
