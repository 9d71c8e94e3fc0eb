package dev.xenolith.dom0.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CfgFileTest {
  private static CfgFile parse(String text) throws ConfigException {
    return CfgFile.parse("x.cfg", text);
  }

  private static String atom(CfgFile file, String key) {
    return assertInstanceOf(CfgValue.Atom.class, file.get(key).value()).text();
  }

  private static List<String> problems(String text) {
    return assertThrows(ConfigException.class, () -> parse(text)).problems().stream()
        .map(ConfigProblem::toString)
        .toList();
  }

  @Test
  void stringsNumbersAndListsAreRead() throws Exception {
    CfgFile file = parse("name = 'a'\nmemory=0x20; vcpus = 2 # two\ndisk = [ 'x',\n \"y\", ]\n");
    assertEquals("a", atom(file, "name"));
    assertEquals("0x20", atom(file, "memory"));
    assertEquals("2", atom(file, "vcpus"));
    CfgValue.Items disk = assertInstanceOf(CfgValue.Items.class, file.get("disk").value());
    assertEquals(2, disk.values().size());
    assertEquals(4, disk.values().get(1).line());
  }

  @Test
  void lastLineNeedsNoNewline() throws Exception {
    assertEquals("a", atom(parse("name='a'"), "name"));
  }

  @Test
  void escapesInStringsAreResolved() throws Exception {
    assertEquals("a\n\"b\\\tA!", atom(parse("name = \"a\\n\\\"b\\\\\\t\\x41\\041\""), "name"));
  }

  @Test
  void addingToAListAppends() throws Exception {
    CfgFile file = parse("p9 = ['a']\np9 += ['b']\n");
    assertEquals(2, ((CfgValue.Items) file.get("p9").value()).values().size());
  }

  @Test
  void addingToAStringJoins() throws Exception {
    assertEquals("a b", atom(parse("extra = 'a'\nextra += ' b'\n"), "extra"));
  }

  @Test
  void laterAssignmentsReplaceEarlierOnes() throws Exception {
    assertEquals("2", atom(parse("vcpus=1\nvcpus=2\n"), "vcpus"));
  }

  @Test
  void overridesWinOverTheFile() throws Exception {
    CfgFile file = parse("vcpus=1\nname='a'").with(CfgFile.parse("command line", "vcpus=3"));
    assertEquals("3", atom(file, "vcpus"));
    assertEquals("a", atom(file, "name"));
  }

  @Test
  void errorsNameFileLineAndKey() {
    assertEquals(
        List.of("x.cfg:2: memory: expected a value, found the end of the line"),
        problems("name='a'\nmemory =\n"));
  }

  @Test
  void everyWrongLineIsReported() {
    assertEquals(
        List.of(
            "x.cfg:1: name: a string needs quotes: \"tour\"",
            "x.cfg:3: vcpus: expected '=' after the key, found '1'"),
        problems("name = tour\nmemory = 4\nvcpus 1\n"));
  }

  @Test
  void aStringWithoutItsEndIsAnErrorAtItsLine() {
    assertEquals(
        "x.cfg:2: extra: a string must end on the line it begins on",
        problems("name='a'\nextra = 'b\n").getFirst());
  }

  @Test
  void pythonIsRecognized() {
    assertTrue(problems("vcpus = (1)\n").getFirst().contains("Python"));
  }

  @Test
  void endlessNestingIsRefused() {
    assertTrue(problems("a = " + "[".repeat(10_000)).getFirst().contains("nested deeper"));
  }

  @Test
  void randomTextEitherParsesOrIsRefusedWithALine() {
    long seed = 20260101;
    Random random = new Random(seed);
    String alphabet = "ab1='\"[],;#\n\\x+ \t\0é.";
    for (int i = 0; i < 20_000; i++) {
      StringBuilder text = new StringBuilder();
      for (int n = random.nextInt(40); n > 0; n--) {
        text.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      try {
        parse(text.toString());
      } catch (ConfigException e) {
        e.problems().forEach(p -> assertTrue(p.line() > 0, "seed " + seed + ": " + p));
      }
    }
  }
}
