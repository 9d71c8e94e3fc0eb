package dev.xenolith.dom0.api;

import dev.xenolith.dom0.host.HostException;
import dev.xenolith.dom0.host.Json;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;

/**
 * A request whose route was found.
 *
 * @param domain the {@code {domain}} of its path, or null
 * @param query parameters behind the question mark
 * @param upgrade the protocol it asks to change to, or empty
 */
record Request(String domain, Map<String, List<String>> query, String upgrade, byte[] body) {
  Optional<String> parameter(String name) {
    return Optional.ofNullable(query.get(name)).map(List::getLast);
  }

  boolean flag(String name) {
    return parameter(name).filter("true"::equals).isPresent();
  }

  long number(String name, long otherwise) throws HostException {
    Optional<String> text = parameter(name);
    if (text.isEmpty()) {
      return otherwise;
    }
    if (!text.get().matches("[0-9]{1,18}")) {
      throw new HostException(
          HostException.Kind.BAD_REQUEST, name + " takes a number, found '" + text.get() + "'");
    }
    return Long.parseLong(text.get());
  }

  /** The body as a record. */
  <T> T read(Class<T> type) throws HostException {
    try {
      T value = Json.MAPPER.readValue(body.length == 0 ? new byte[] {'{', '}'} : body, type);
      if (value != null) {
        return value;
      }
      throw new HostException(HostException.Kind.BAD_REQUEST, "the body is null");
    } catch (JacksonException e) {
      throw new HostException(
          HostException.Kind.BAD_REQUEST, "the body: " + e.getOriginalMessage());
    }
  }
}
