package dev.xenolith.dom0.host;

import dev.xenolith.abi.num.DomId;
import dev.xenolith.dom0.builder.DomainSpec;
import dev.xenolith.dom0.builder.Progress;
import dev.xenolith.dom0.config.ConfigException;
import dev.xenolith.dom0.config.ConfigProblem;
import dev.xenolith.dom0.config.DomainConfig;
import dev.xenolith.dom0.console.ConsoleAttachment;
import dev.xenolith.dom0.console.ConsoleId;
import dev.xenolith.dom0.dump.CoreDump;
import dev.xenolith.dom0.kernel.Dom0Kernel;
import dev.xenolith.dom0.net.NewBridges;
import dev.xenolith.dom0.toolstack.SpecReader;
import dev.xenolith.dom0.toolstack.Toolstack;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;

/**
 * The domains of a host, from their creation to their end. Methods may be called from any thread;
 * what they change they change on domain 0's vCPU, in order.
 */
public final class Domains {
  private static final String STOPPING = "the host is stopping";

  private final Toolstack toolstack;
  private final Directory directory;
  private final Journal journal;
  private final Ledger ledger;
  private final Aftermath aftermath;
  private final Executor workers;

  /** Whether the host ends: no domain comes into being any more. */
  private volatile boolean closing;

  // On domain 0's vCPU only.
  private final Map<DomId, Resident> residents = new TreeMap<>((a, b) -> a.raw() - b.raw());
  private final Set<String> promisedNames = new HashSet<>();
  private final Farewells farewells = new Farewells();

  Domains(
      Toolstack toolstack,
      Directory directory,
      Journal journal,
      Ledger ledger,
      StateDir state,
      Executor workers,
      Duration pauseBeforeRestart) {
    this.toolstack = toolstack;
    this.directory = directory;
    this.journal = journal;
    this.ledger = ledger;
    this.workers = workers;
    Dom0Kernel kernel = (Dom0Kernel) toolstack.kernel();
    Dumps dumps = new Dumps(state.dumps(), kernel, workers);
    aftermath = new Aftermath(this, toolstack, dumps, pauseBeforeRestart);
  }

  /**
   * A domain that was created.
   *
   * @param warnings what its configuration asks for and does not get
   */
  public record Created(DomainView domain, List<String> warnings) {}

  /** A configuration that was read, with its images. */
  private record Prepared(DomainConfig config, DomainSpec spec) {}

  <T> CompletableFuture<T> onDomain0(Callable<T> task) {
    return toolstack.run(task);
  }

  /** All domains, in order of their numbers. */
  public CompletableFuture<List<DomainView>> list() {
    return onDomain0(directory::all);
  }

  /** The domain that is meant by a number or a name. */
  public CompletableFuture<DomainView> find(String numberOrName) {
    return onDomain0(() -> directory.require(numberOrName));
  }

  /** Creates a domain; fails with {@link HostException}, and nothing is left of it then. */
  public CompletableFuture<Created> create(CreateOrder order) {
    List<String> warnings = new ArrayList<>();
    return onWorker(() -> order.config(warnings::add))
        .thenCompose(
            config ->
                onDomain0(
                    () -> {
                      Set<String> bridges = toolstack.devices().networks().bridges();
                      warnings.addAll(NewBridges.of(config.devices().vifs(), bridges));
                      return promise(config);
                    }))
        .thenCompose(config -> build(config, order.paused()))
        .thenApply(domain -> new Created(domain, warnings));
  }

  /**
   * What a configuration asks for and does not get, and what in it may not be meant.
   *
   * @param warnings a sentence each
   */
  public record Reconfigured(List<String> warnings) {}

  /** Changes what a domain is built from when it is built again; its name and UUID stay. */
  public CompletableFuture<Reconfigured> reconfigure(String numberOrName, CreateOrder order) {
    List<String> warnings = new ArrayList<>();
    return onWorker(() -> order.config(warnings::add))
        .thenCompose(
            config ->
                onDomain0(
                    () -> {
                      Resident resident = resident(numberOrName);
                      resident.config = config.withIdentity(resident.name, resident.uuid);
                      return new Reconfigured(warnings);
                    }));
  }

  /** What a domain that this host has created is built from. */
  public CompletableFuture<ConfigView> config(String numberOrName) {
    return onDomain0(() -> ConfigView.of(resident(numberOrName).config));
  }

  private <T> CompletableFuture<T> onWorker(Callable<T> task) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return task.call();
          } catch (ConfigException e) {
            throw new CompletionException(
                new HostException(
                    HostException.Kind.BAD_CONFIG,
                    e.getMessage(),
                    e.problems().stream().map(ConfigProblem::toString).toList()));
          } catch (Exception e) {
            throw new CompletionException(e);
          }
        },
        workers);
  }

  /** Keeps a name for the domain that is about to have it. */
  DomainConfig promise(DomainConfig config) throws HostException {
    checkFree(config.name());
    promisedNames.add(config.name());
    return config;
  }

  /** Whether a domain that has its promise is still wanted; takes the promise back where not. */
  void goOn(DomainConfig config, boolean wanted) throws HostException {
    if (!wanted || closing) {
      promisedNames.remove(config.name());
      throw new HostException(
          HostException.Kind.WRONG_STATE, closing ? STOPPING : "it was called off");
    }
  }

  private void checkFree(String name) throws HostException {
    if (closing) {
      throw new HostException(HostException.Kind.WRONG_STATE, STOPPING);
    }
    Optional<DomainView> other = directory.find(name);
    if (other.isPresent() || promisedNames.contains(name)) {
      throw new HostException(
          HostException.Kind.NAME_TAKEN, "Domain with name \"%s\" already exists.".formatted(name));
    }
  }

  /** Builds a domain whose name was promised to it. */
  CompletableFuture<DomainView> build(DomainConfig config, boolean paused) {
    CompletableFuture<DomainView> built =
        onWorker(() -> new Prepared(config, SpecReader.read(config).unpacked()))
            .thenComposeAsync( // not on domain 0's vCPU, where nobody may open files
                p ->
                    toolstack
                        .create(p.spec(), Progress.SILENT, true, _ -> true)
                        .thenCompose(domid -> onDomain0(() -> settle(domid, config))),
                workers)
            .thenCompose(resident -> release(resident, paused));
    return built.exceptionallyCompose(
        e ->
            onDomain0(
                () -> {
                  promisedNames.remove(config.name());
                  throw HostException.of(e);
                }));
  }

  private Resident settle(DomId domid, DomainConfig config) throws HostException {
    Resident resident = new Resident(domid, config);
    residents.put(domid, resident);
    promisedNames.remove(config.name());
    directory.write("/vm/" + config.uuid() + "/start_time", Directory.instant(resident.created));
    ledger.put(resident.entry());
    note(HostEvent.Kind.DOMAIN_CREATED, resident, null);
    toolstack
        .consoles()
        .attach(ConsoleId.first(domid))
        .ifPresent(console -> resident.lastWords = console);
    toolstack
        .onExit(domid)
        .thenAccept(
            exit -> {
              if (exit.reason().isPresent() && !resident.aside) {
                aftermath.follow(resident, exit.reason().get());
              } else {
                forget(resident);
              }
            });
    return resident;
  }

  private CompletableFuture<DomainView> release(Resident resident, boolean paused) {
    CompletableFuture<Void> running =
        paused ? CompletableFuture.completedFuture(null) : toolstack.unpause(resident.domid);
    String number = Integer.toString(resident.domid.raw());
    return running.thenCompose(_ -> onDomain0(() -> directory.require(number)));
  }

  /** From now on domains only end. */
  void close() {
    closing = true;
    onDomain0(aftermath::callOffAll);
  }

  boolean isClosing() {
    return closing;
  }

  void note(HostEvent.Kind kind, Resident domain, String detail) {
    journal.add(kind, domain.domid.raw(), domain.name, detail);
  }

  /** Ends a domain at once, or calls off that one is built again. */
  public CompletableFuture<Void> destroy(String numberOrName) {
    return onDomain0(
            () ->
                aftermath.callOff(numberOrName)
                    ? Optional.<DomId>empty()
                    : Optional.of(directory.requireGuest(numberOrName)))
        .thenCompose(
            there -> there.map(this::end).orElseGet(() -> CompletableFuture.completedFuture(null)));
  }

  /** Ends a domain that is known; whatever state it is in. */
  CompletableFuture<Void> end(DomId domid) {
    return toolstack
        .destroy(domid)
        .thenCompose(
            _ ->
                onDomain0(
                    () -> {
                      Resident resident = residents.get(domid);
                      if (resident != null) {
                        forget(resident);
                      }
                      return null;
                    }));
  }

  /** On domain 0's vCPU: the domain is gone. */
  private void forget(Resident resident) {
    if (residents.remove(resident.domid, resident)) {
      ledger.remove(resident.domid.raw());
      farewells.keep(resident);
      note(HostEvent.Kind.DOMAIN_DESTROYED, resident, null);
    }
  }

  /** Keeps a domain from running. */
  public CompletableFuture<Void> pause(String numberOrName) {
    return onDomain0(() -> resident(numberOrName))
        .thenCompose(
            r ->
                toolstack
                    .pause(r.domid)
                    .thenRun(() -> note(HostEvent.Kind.DOMAIN_PAUSED, r, null)));
  }

  /** Undoes one pause. */
  public CompletableFuture<Void> unpause(String numberOrName) {
    return onDomain0(() -> resident(numberOrName))
        .thenCompose(
            r ->
                toolstack
                    .unpause(r.domid)
                    .thenRun(() -> note(HostEvent.Kind.DOMAIN_UNPAUSED, r, null)));
  }

  /** On domain 0's vCPU: the domain of this number or name that this host has created. */
  Resident resident(String numberOrName) throws HostException {
    DomId domid = directory.requireGuest(numberOrName);
    Resident resident = residents.get(domid);
    if (resident == null) {
      throw new HostException(
          HostException.Kind.WRONG_STATE, "domain " + domid.raw() + " is being taken apart");
    }
    return resident;
  }

  /** On domain 0's vCPU: all domains this host has created. */
  List<Resident> residents() {
    return List.copyOf(residents.values());
  }

  /** Gives a domain another name. */
  public CompletableFuture<Void> rename(String numberOrName, String name) {
    return onDomain0(
            () -> {
              Resident resident = resident(numberOrName);
              if (!name.matches(DomainConfig.NAME)) {
                throw new HostException(HostException.Kind.BAD_REQUEST, DomainConfig.NAME_RULE);
              }
              if (!name.equals(resident.name)) {
                checkFree(name);
              }
              return resident;
            })
        .thenCompose(
            r ->
                toolstack
                    .rename(r.domid, name)
                    .thenCompose(_ -> onDomain0(() -> renamed(r, name, r.uuid))));
  }

  Void renamed(Resident resident, String name, java.util.UUID uuid) {
    String before = resident.name;
    resident.name = name;
    resident.uuid = uuid;
    resident.config = resident.config.withIdentity(name, uuid);
    ledger.put(resident.entry());
    note(HostEvent.Kind.DOMAIN_RENAMED, resident, "was " + before);
    return null;
  }

  /** Prepares a dump of a domain's memory. */
  public CompletableFuture<CoreDump> dump(String numberOrName) {
    Dom0Kernel kernel = (Dom0Kernel) toolstack.kernel();
    return onDomain0(() -> directory.requireGuest(numberOrName))
        .thenCompose(domid -> CoreDump.of(kernel, domid));
  }

  /**
   * Looks at a domain's console; also, by its name, at the first of one that has just ended.
   *
   * @param console its number
   */
  public CompletableFuture<ConsoleAttachment> console(String numberOrName, int console) {
    return onDomain0(
        () ->
            console > 0 || directory.find(numberOrName).isPresent()
                ? attach(directory.requireGuest(numberOrName), console)
                : lastWords(numberOrName));
  }

  /** On domain 0's vCPU: the console of a domain that is gone, and may be about to be forgotten. */
  private ConsoleAttachment lastWords(String name) throws HostException {
    for (Resident each : residents.values()) {
      if (each.name.equals(name)) {
        farewells.keep(each);
      }
    }
    Optional<ConsoleAttachment> console = farewells.take(name);
    if (console.isEmpty()) {
      directory.requireGuest(name); // says that there is none
    }
    return console.orElseThrow();
  }

  private ConsoleAttachment attach(DomId domid, int console) throws HostException {
    return toolstack
        .consoles()
        .attach(new ConsoleId(domid, console))
        .orElseThrow(
            () ->
                new HostException(
                    HostException.Kind.WRONG_STATE,
                    "the domain has no console " + console + "; 'channel' gives it one"));
  }
}
