package dev.xenolith.dom0.trace;

import java.util.Map;
import java.util.Stack;
import picocli.CommandLine.IParameterPreprocessor;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Makes an option take its value only behind an equals sign, so that what follows stays an
 * argument.
 */
final class AttachedOnly implements IParameterPreprocessor {
  @Override
  public boolean preprocess(
      Stack<String> args, CommandSpec command, ArgSpec arg, Map<String, Object> info) {
    if (!"=".equals(info.get("separator"))) {
      args.push(((OptionSpec) arg).fallbackValue());
    }
    return false;
  }
}
