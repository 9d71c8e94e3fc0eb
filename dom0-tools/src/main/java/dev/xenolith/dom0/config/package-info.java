/**
 * Domain configuration files: xl.cfg syntax read into checked records.
 *
 * <p>Invariants: every value remembers the line it stands on; whatever is wrong with a file is
 * reported as {@link dev.xenolith.dom0.config.ConfigException} with file, line and key, all
 * problems at once; a record that exists is valid. No state, no locks.
 */
package dev.xenolith.dom0.config;
