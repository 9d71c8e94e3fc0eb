package dev.xenolith.dom0.config;

import dev.xenolith.dom0.config.CfgFile.Setting;
import dev.xenolith.dom0.p9.ShareSpec;
import dev.xenolith.dom0.p9.SharedFolder;
import dev.xenolith.dom0.text.Parameter;
import dev.xenolith.dom0.text.Spelling;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The shared folders that a configuration names, as xl.cfg(5) writes them. */
final class ShareSettings {
  private static final String EXAMPLE = "p9 = ['tag=share,path=DIR,security_model=none']";
  private static final List<String> NAMED = List.of("tag", "path", "security_model", "backend");

  /** Of later versions of xl. */
  private static final Set<String> NOT_BUILT =
      Set.of("type", "max-space", "max-files", "max-open-files", "auto-delete");

  private final DeviceList list;
  private final ConfigFolder folder;
  private final List<ShareSpec> shares = new ArrayList<>();

  private ShareSettings(DeviceList list, ConfigFolder folder) {
    this.list = list;
    this.folder = folder;
  }

  /** Why a share cannot be had. */
  private static final class RefusedException extends Exception {
    private static final long serialVersionUID = 1;

    RefusedException(String message) {
      super(message);
    }
  }

  /**
   * Reads them.
   *
   * @param setting of the key p9, or null
   * @param folder where folders are looked for first
   * @param problems takes what is wrong
   */
  static List<ShareSpec> read(Setting setting, ConfigFolder folder, List<ConfigProblem> problems) {
    DeviceList list = new DeviceList(setting, EXAMPLE, problems);
    ShareSettings all = new ShareSettings(list, folder);
    list.forEach(all::add);
    return all.shares;
  }

  private void add(CfgValue.Atom item) {
    try {
      if (!SharedFolder.isPossible()) {
        throw new RefusedException("folders are shared on hosts with Linux on x86-64 only");
      }
      ShareSpec share = share(values(item.text()));
      if (shares.stream().anyMatch(s -> s.tag().equals(share.tag()))) {
        throw new RefusedException("there are two folders '" + share.tag() + "'");
      }
      shares.add(share);
    } catch (RefusedException e) {
      list.problem(item.line(), e.getMessage());
    }
  }

  private static Map<String, String> values(String text) throws RefusedException {
    Map<String, String> values = new HashMap<>();
    for (Parameter parameter : Parameter.list(text)) {
      String name = parameter.name();
      if (NOT_BUILT.contains(name)) {
        throw new RefusedException("'" + name + "' is not available (not in xl 4.17 either)");
      }
      if (parameter.value().isEmpty() || !NAMED.contains(name)) {
        throw new RefusedException(
            "unknown parameter '" + parameter.word() + "'" + suggestion(name));
      }
      if (values.put(name, parameter.value().get()) != null) {
        throw new RefusedException("'" + name + "' is given twice");
      }
    }
    return values;
  }

  private static String suggestion(String name) {
    return Spelling.nearest(name, NAMED)
        .map(known -> "; did you mean '" + known + "='?")
        .orElse("");
  }

  private ShareSpec share(Map<String, String> values) throws RefusedException {
    for (String name : NAMED.subList(0, 3)) {
      if (values.getOrDefault(name, "").isEmpty()) {
        throw new RefusedException("'" + name + "' is missing: " + EXAMPLE);
      }
    }
    String tag = values.get("tag");
    if (!tag.matches("[!-~]{1,255}")) {
      throw new RefusedException("a tag has 1 to 255 visible ASCII characters");
    }
    String model = values.get("security_model");
    if (!model.equals("none")) {
      throw new RefusedException("'security_model=" + model + "' is not available; none is");
    }
    if (!Set.of("", "0", "Domain-0").contains(values.getOrDefault("backend", ""))) {
      throw new RefusedException("driver domains are not available ('backend')");
    }
    Path path = folder.find(values.get("path")).toAbsolutePath().normalize();
    if (!Files.isDirectory(path)) {
      throw new RefusedException(path + (Files.exists(path) ? " is no folder" : " does not exist"));
    }
    if (!Files.isReadable(path)) {
      throw new RefusedException(path + " cannot be read");
    }
    return new ShareSpec(tag, path);
  }
}
