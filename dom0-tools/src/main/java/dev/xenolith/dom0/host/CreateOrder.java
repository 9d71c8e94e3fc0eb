package dev.xenolith.dom0.host;

import dev.xenolith.dom0.config.CfgFile;
import dev.xenolith.dom0.config.ConfigException;
import dev.xenolith.dom0.config.DomainConfig;
import dev.xenolith.dom0.config.DomainConfigReader;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * A domain somebody wants.
 *
 * @param source what messages call the configuration
 * @param text the configuration, in xl.cfg syntax
 * @param folder where relative paths are looked for; absolute
 * @param overrides assignments put over it, as on xl's command line
 * @param paused whether it is to wait
 */
public record CreateOrder(
    String source, String text, String folder, List<String> overrides, boolean paused) {
  /** Takes them; lists may be missing where they come from outside. */
  public CreateOrder {
    source = source == null ? "configuration" : source;
    text = text == null ? "" : text;
    folder = folder == null ? "/" : folder;
    overrides = overrides == null ? List.of() : List.copyOf(overrides);
  }

  /** The configuration that is meant, with a UUID of its own unless it names one. */
  DomainConfig config(Consumer<String> warn) throws ConfigException {
    CfgFile file = CfgFile.parse(source, text);
    String lines = String.join("\n", overrides);
    file = file.with(CfgFile.parse(CfgFile.COMMAND_LINE, lines));
    DomainConfigReader reader = new DomainConfigReader(file, Path.of(folder));
    DomainConfig config = reader.read();
    reader.warnings().forEach(w -> warn.accept(w.toString()));
    return file.get("uuid") == null
        ? config.withIdentity(config.name(), UUID.randomUUID())
        : config;
  }
}
