package dev.xenolith.house;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.LineMap;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;

/**
 * Files and methods stay small. What is larger stands in {@code size-exceptions.txt} with its size,
 * which may only shrink; {@code -Dxenolith.ratchet=true} writes the list anew after something has
 * shrunk.
 */
class SizeRatchetTest {
  private static final int MAX_FILE_LINES = 400;
  private static final int MAX_METHOD_LINES = 40;
  private static final Path EXCEPTIONS =
      SourceTree.ROOT.resolve("examples/src/test/resources/dev/xenolith/house/size-exceptions.txt");

  @Test
  void filesAndMethodsStayWithinTheirLimits() throws IOException {
    Map<String, Integer> large = large();
    if (Boolean.getBoolean("xenolith.ratchet")) {
      Files.write(
          EXCEPTIONS, large.entrySet().stream().map(e -> e.getValue() + " " + e.getKey()).toList());
    }
    Map<String, Integer> allowed = new TreeMap<>();
    for (String line : Files.readAllLines(EXCEPTIONS)) {
      int space = line.indexOf(' ');
      allowed.put(line.substring(space + 1), Integer.parseInt(line.substring(0, space)));
    }
    List<String> grown =
        large.entrySet().stream()
            .filter(e -> e.getValue() > allowed.getOrDefault(e.getKey(), 0))
            .map(e -> e.getKey() + " has " + e.getValue() + " lines")
            .toList();
    assertEquals(List.of(), grown, "split them where they say 'and'");
  }

  private static Map<String, Integer> large() throws IOException {
    List<Path> files =
        SourceTree.javaFiles().stream().filter(f -> !SourceTree.isGenerated(f)).toList();
    Map<String, Integer> large = new TreeMap<>();
    for (Path file : files) {
      int lines = (int) SourceTree.read(file).lines().count();
      if (lines > MAX_FILE_LINES) {
        large.put(SourceTree.shown(file), lines);
      }
    }
    addMethods(files, large);
    return large;
  }

  private static void addMethods(List<Path> files, Map<String, Integer> large) throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null)) {
      JavacTask task =
          (JavacTask)
              compiler.getTask(
                  null, manager, null, null, null, manager.getJavaFileObjectsFromPaths(files));
      SourcePositions positions = Trees.instance(task).getSourcePositions();
      for (CompilationUnitTree unit : task.parse()) {
        String file = SourceTree.shown(Path.of(unit.getSourceFile().toUri()));
        new TreeScanner<Void, Void>() {
          @Override
          public Void visitMethod(MethodTree method, Void unused) {
            int lines = lines(unit, positions, method);
            if (lines > MAX_METHOD_LINES) {
              large.merge(file + " " + method.getName(), lines, Math::max);
            }
            return super.visitMethod(method, unused);
          }
        }.scan(unit, null);
      }
    }
  }

  private static int lines(CompilationUnitTree unit, SourcePositions positions, MethodTree method) {
    LineMap map = unit.getLineMap();
    long begin = map.getLineNumber(positions.getStartPosition(unit, method));
    return (int) (map.getLineNumber(positions.getEndPosition(unit, method)) - begin + 1);
  }
}
