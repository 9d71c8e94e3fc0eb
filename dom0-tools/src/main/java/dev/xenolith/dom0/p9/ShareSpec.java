package dev.xenolith.dom0.p9;

import java.nio.file.Path;

/**
 * A folder that a domain is to have.
 *
 * @param tag the name under which the guest mounts it
 * @param path the folder on the host
 */
public record ShareSpec(String tag, Path path) {}
