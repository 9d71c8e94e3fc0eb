package dev.xenolith.dom0.host;

import com.fasterxml.jackson.annotation.JsonInclude;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/**
 * How records become JSON on a host: names with underscores, nothing where there is nothing, and
 * nothing but printable ASCII: what guests call themselves is shown on terminals, some of which
 * obey characters above 0x7F too.
 */
public final class Json {
  /** Reads and writes records. */
  public static final JsonMapper MAPPER =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
          .changeDefaultPropertyInclusion(i -> i.withValueInclusion(JsonInclude.Include.NON_NULL))
          .build();

  private Json() {}

  /** One line of JSON. */
  public static String line(Object record) {
    return MAPPER.writeValueAsString(record);
  }

  /** The same as UTF-8. */
  public static byte[] bytes(Object record) {
    return MAPPER.writeValueAsBytes(record);
  }
}
