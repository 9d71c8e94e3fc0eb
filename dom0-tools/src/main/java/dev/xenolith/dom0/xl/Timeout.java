package dev.xenolith.dom0.xl;

import java.time.Duration;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Reads spans of time as people write them: {@code 90}, {@code 30s}, {@code 5m}, {@code 1h}, {@code
 * 500ms}.
 */
final class Timeout implements ITypeConverter<Duration> {
  @Override
  public Duration convert(String text) {
    if (!text.matches("[0-9]{1,9}(ms|s|m|h)?")) {
      throw new TypeConversionException("'" + text + "' is no span of time; write 30s, 5m or 1h");
    }
    String unit = text.replaceAll("[0-9]", "");
    long count = Long.parseLong(text.substring(0, text.length() - unit.length()));
    return switch (unit) {
      case "ms" -> Duration.ofMillis(count);
      case "m" -> Duration.ofMinutes(count);
      case "h" -> Duration.ofHours(count);
      default -> Duration.ofSeconds(count);
    };
  }
}
