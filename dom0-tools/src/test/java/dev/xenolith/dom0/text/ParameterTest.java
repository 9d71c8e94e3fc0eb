package dev.xenolith.dom0.text;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ParameterTest {
  @Test
  void whatStandsBehindTheFirstEqualsSignIsTheValue() {
    assertEquals(
        List.of(
            new Parameter("mac=a=b", "mac", Optional.of("a=b")),
            new Parameter("vnc", "vnc", Optional.empty()),
            new Parameter("ip=", "ip", Optional.of(""))),
        Parameter.list("mac=a=b, vnc ,ip="));
  }

  @Test
  void blanksBetweenCommasSayNothing() {
    assertEquals(List.of(), Parameter.list(""));
    assertEquals(
        List.of("a", "b"), Parameter.list(",a, ,b,").stream().map(Parameter::name).toList());
  }

  @Test
  void blanksAroundTheEqualsSignStayUntilTheyAreTakenAway() {
    Parameter parameter = Parameter.list("name = a b").getFirst();
    assertEquals(new Parameter("name = a b", "name ", Optional.of(" a b")), parameter);
    assertEquals(new Parameter("name = a b", "name", Optional.of("a b")), parameter.trimmed());
  }
}
