package dev.xenolith.dom0.host;

import dev.xenolith.dom0.ctrl.HypervisorVersion;
import dev.xenolith.dom0.kernel.Dom0Kernel;
import dev.xenolith.dom0.launch.Machine;
import dev.xenolith.dom0.toolstack.Toolstack;
import dev.xenolith.dom0.xenstore.StoreClient;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A simulated machine that outlives commands, with its state folder. One thread runs the machine
 * with all domains; everybody else asks domain 0.
 */
public final class Host implements AutoCloseable {
  private final StateDir state;
  private final HostLock lock;
  private final Journal journal;
  private final ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor();
  private final Toolstack toolstack;
  private final Directory directory;
  private final Machine machine;
  private final Domains domains;
  private final Controls controls;
  private final Disks disks;
  private final Networks networks;
  private final ScreenViews screens;
  private final ChannelViews channels;
  private final Placement placement;
  private final List<Ledger.Entry> lost;
  private final Strangers strangers;
  private final Instant started = Instant.now();
  private final int memoryMib;
  private final CompletableFuture<Duration> stopAsked = new CompletableFuture<>();

  private Host(StateDir state, HostLock lock, int memoryMib, Duration pauseBeforeRestart)
      throws IOException {
    this.state = state;
    this.lock = lock;
    this.memoryMib = memoryMib;
    journal = new Journal(state.log(), Json::line);
    Ledger ledger = new Ledger(state.domains(), journal);
    lost = ledger.takeLost();
    toolstack = new Toolstack(sentence -> journal.add(HostEvent.Kind.NOTE, sentence));
    directory = new Directory(toolstack);
    domains =
        new Domains(toolstack, directory, journal, ledger, state, workers, pauseBeforeRestart);
    disks = new Disks(toolstack, domains, workers);
    networks = new Networks(toolstack, domains, workers);
    screens = new ScreenViews(toolstack, domains, workers);
    channels = new ChannelViews(toolstack, domains);
    controls = new Controls(toolstack, directory);
    placement = new Placement(toolstack, directory);
    machine = Machine.start(toolstack.kernel(), memoryMib, Machine.Time.REAL, _ -> {});
    strangers = welcomeStrangers();
  }

  private Strangers welcomeStrangers() throws IOException {
    try {
      return Strangers.welcome(state, toolstack, journal);
    } catch (IOException | RuntimeException | Error e) {
      machine.close();
      throw e;
    }
  }

  /**
   * Starts a host.
   *
   * @param memoryMib memory of the machine, for guests
   * @throws IOException when the folder cannot be used, or another host uses it
   */
  public static Host start(StateDir state, int memoryMib) throws IOException {
    return start(state, memoryMib, Aftermath.PAUSE);
  }

  /** Likewise, with another pause before a domain is built again. */
  static Host start(StateDir state, int memoryMib, Duration pauseBeforeRestart) throws IOException {
    state.prepare();
    HostLock lock = HostLock.take(state);
    try {
      Files.deleteIfExists(state.socket()); // a killed host's; we hold the lock
      Host host = new Host(state, lock, memoryMib, pauseBeforeRestart);
      host.announce();
      return host;
    } catch (IOException | RuntimeException | Error e) {
      lock.close();
      throw e;
    }
  }

  private void announce() {
    for (Ledger.Entry entry : lost) {
      journal.add(
          HostEvent.Kind.DOMAIN_LOST,
          entry.domid(),
          entry.name(),
          "it ran when the host was killed; created " + entry.created());
    }
    journal.add(
        HostEvent.Kind.HOST_STARTED,
        "process %d, %d MiB for guests".formatted(ProcessHandle.current().pid(), memoryMib));
    machine
        .stopped()
        .whenComplete(
            (_, bug) -> {
              if (bug != null) {
                journal.add(HostEvent.Kind.HOST_FAILED, bug.toString());
              }
            });
  }

  /**
   * A host as it is now.
   *
   * @param lost domains of an earlier host in the same folder that was killed
   */
  public record View(
      long pid, String directory, Instant started, int memoryMib, int domains, List<Lost> lost) {
    /** A domain that was lost. */
    public record Lost(int domid, String name, String uuid, Instant created) {}
  }

  /** Describes this host. */
  public CompletableFuture<View> view() {
    return domains
        .list()
        .thenApply(
            all ->
                new View(
                    ProcessHandle.current().pid(),
                    state.path().toString(),
                    started,
                    memoryMib,
                    all.size() - 1,
                    lost.stream()
                        .map(
                            l ->
                                new View.Lost(
                                    l.domid(), l.name(), l.uuid().toString(), l.created()))
                        .toList()));
  }

  /** Describes the machine. */
  public CompletableFuture<MachineView> machineView() {
    return toolstack.run(
        () -> {
          int scheduler = directory.sysctls().schedulerId();
          return MachineView.of(
              directory.sysctls().physicalInfo(),
              HypervisorVersion.read(toolstack.hypercalls()),
              Placement.scheduler(scheduler));
        });
  }

  /** The hypervisor's log; forgotten afterwards if {@code clear}. */
  public CompletableFuture<String> hypervisorLog(boolean clear) {
    return toolstack.run(
        () -> {
          String text = directory.sysctls().readConsole();
          if (clear) {
            directory.sysctls().clearConsole();
          }
          return text;
        });
  }

  /** Presses keys of the hypervisor's console. */
  public CompletableFuture<Void> debugKeys(String keys) {
    return toolstack.run(
        () -> {
          directory.sysctls().debugKeys(keys);
          return null;
        });
  }

  /** Domain 0's kernel, for tests that count what it holds. */
  Dom0Kernel kernel() {
    return (Dom0Kernel) toolstack.kernel();
  }

  /** Xenstore, for the same. */
  StoreClient store() {
    return toolstack.store();
  }

  public Domains domains() {
    return domains;
  }

  /** Screens of domains that run. */
  public ScreenViews screens() {
    return screens;
  }

  /** Channels of domains that run. */
  public ChannelViews channels() {
    return channels;
  }

  /** Disks of domains that run. */
  public Disks disks() {
    return disks;
  }

  /** Network cards of domains that run. */
  public Networks networks() {
    return networks;
  }

  public Controls controls() {
    return controls;
  }

  public Placement placement() {
    return placement;
  }

  public Journal journal() {
    return journal;
  }

  public StateDir state() {
    return state;
  }

  public Instant started() {
    return started;
  }

  /** Completes when the machine has stopped; exceptionally when a bug of ours stopped it. */
  public CompletableFuture<Void> stopped() {
    return machine.stopped();
  }

  /** Asks for an orderly end, with so much patience for domains that take their time. */
  public void askToStop(int patienceSeconds) {
    stopAsked.complete(Duration.ofSeconds(patienceSeconds));
  }

  /** Completes when somebody has asked for the end. */
  public CompletableFuture<Duration> stopAsked() {
    return stopAsked;
  }

  /**
   * Ends all domains: asks each to power off, waits for those that answer, destroys the rest.
   *
   * @param patience how long a domain that has answered may take
   */
  public void shutDownDomains(Duration patience) {
    journal.add(HostEvent.Kind.HOST_STOPPING, null);
    domains.close();
    new Evacuation(domains, controls).run(patience);
  }

  /** Switches the machine off. Domains that still live are lost. */
  @Override
  public void close() throws IOException {
    strangers.close();
    machine.close();
    workers.shutdownNow();
    journal.add(HostEvent.Kind.HOST_STOPPED, null);
    journal.close();
    Files.deleteIfExists(state.socket());
    lock.close();
  }
}
