package dev.xenolith.dom0.host;

import dev.xenolith.dom0.builder.DomainBuildException;
import dev.xenolith.dom0.kernel.HypercallFailedException;
import dev.xenolith.dom0.toolstack.NoSuchDomainException;
import dev.xenolith.dom0.xenstore.StoreException;
import java.util.List;
import java.util.concurrent.CompletionException;

/** Something a host was asked for and cannot do, said to whoever asked. */
public final class HostException extends Exception {
  private static final long serialVersionUID = 1;

  /** Why not. */
  public enum Kind {
    /** The request cannot be understood. */
    BAD_REQUEST,
    /** The configuration is wrong. */
    BAD_CONFIG,
    /** The kernel or ramdisk cannot be booted. */
    BAD_IMAGE,
    /** There is no such domain. */
    NO_DOMAIN,
    /** Another domain has that name. */
    NAME_TAKEN,
    /** The domain is in a state where that cannot be done. */
    WRONG_STATE,
    /** The machine has not enough of something, or the hypervisor refused. */
    MACHINE,
    /** The domain did not answer. */
    NO_ANSWER
  }

  private final Kind kind;
  private final transient List<String> details;

  /** A refusal. */
  public HostException(Kind kind, String sentence) {
    this(kind, sentence, List.of());
  }

  /** A refusal with several sentences, such as the problems of a configuration. */
  public HostException(Kind kind, String sentence, List<String> details) {
    super(sentence);
    this.kind = kind;
    this.details = List.copyOf(details);
  }

  public Kind kind() {
    return kind;
  }

  public List<String> details() {
    return details;
  }

  /** What a failed future has to say to whoever asked. */
  public static Exception of(Throwable failure) {
    Throwable cause = failure;
    while (cause instanceof CompletionException && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return switch (cause) {
      case HostException e -> e;
      case DomainBuildException e ->
          new HostException(
              switch (e.blame()) {
                case IMAGE -> Kind.BAD_IMAGE;
                case CONFIGURATION -> Kind.BAD_CONFIG;
                case MACHINE -> Kind.MACHINE;
              },
              e.getMessage());
      case NoSuchDomainException e -> new HostException(Kind.NO_DOMAIN, e.getMessage());
      case HypercallFailedException e -> new HostException(Kind.MACHINE, e.getMessage());
      case StoreException e -> new HostException(Kind.MACHINE, "xenstore: " + e.getMessage());
      case Exception e -> e;
      default -> new IllegalStateException(cause);
    };
  }
}
