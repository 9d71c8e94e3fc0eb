package dev.xenolith.dom0.config;

/** What to do when a domain has shut down for one reason (xl.cfg: on_poweroff and its sisters). */
public enum ShutdownAction {
  DESTROY("destroy"),
  RESTART("restart"),
  RENAME_RESTART("rename-restart"),
  PRESERVE("preserve"),
  COREDUMP_DESTROY("coredump-destroy"),
  COREDUMP_RESTART("coredump-restart"),
  SOFT_RESET("soft-reset");

  private final String configName;

  ShutdownAction(String configName) {
    this.configName = configName;
  }

  /** The word configuration files use. */
  public String configName() {
    return configName;
  }

  /** The action of this word, or null. */
  static ShutdownAction of(String word) {
    for (ShutdownAction action : values()) {
      if (action.configName.equals(word)) {
        return action;
      }
    }
    return null;
  }
}
