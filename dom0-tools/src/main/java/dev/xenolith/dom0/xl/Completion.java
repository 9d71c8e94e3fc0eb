package dev.xenolith.dom0.xl;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Completion scripts for shells, from the table of commands. */
final class Completion {
  private static final String DOMAINS =
      "$(xl ${host:+\"--host=$host\"} list 2>/dev/null | awk 'NR > 1 { print $1 }')";

  private Completion() {}

  static int print(Session s, Words w) throws UsageException {
    s.out.print(
        switch (w.at(0)) {
          case "bash" -> bash();
          case "zsh" -> zsh();
          default -> throw new UsageException("completion: bash or zsh");
        });
    return 0;
  }

  private static List<String> names() {
    List<String> names = new ArrayList<>(List.of("run", "help"));
    Commands.AVAILABLE.forEach(c -> names.add(c.name()));
    return names;
  }

  private static String options(Command command) {
    return command.options().stream()
        .flatMap(o -> words(o).stream())
        .collect(Collectors.joining(" "));
  }

  private static String runOptions() {
    return RunLine.commandLine().getCommandSpec().options().stream()
        .flatMap(o -> Stream.of(o.names()))
        .collect(Collectors.joining(" "));
  }

  private static List<String> words(Option option) {
    List<String> words = new ArrayList<>();
    if (option.letter() != 0) {
      words.add("-" + option.letter());
    }
    if (!option.name().isEmpty()) {
      words.add("--" + option.name());
    }
    return words;
  }

  private static String bash() {
    StringBuilder text =
        new StringBuilder(
            """
            # Completion of xl for bash: source <(xl completion bash)
            _xl() {
              local word=${COMP_WORDS[COMP_CWORD]} command="" host="" i
              for ((i = 1; i < COMP_CWORD; i++)); do
                case ${COMP_WORDS[i]} in
                  --host)
                    ((++i))
                    host=${COMP_WORDS[i]}
                    if ((i == COMP_CWORD)); then compopt -o dirnames; return; fi
                    ;;
                  -*) ;;
                  *) command=${COMP_WORDS[i]}; break ;;
                esac
              done
              local options="" values=""
              case $command in
            """);
    text.append("    \"\") values=\"").append(String.join(" ", names())).append("\" ;;\n");
    text.append("    help) values=\"").append(String.join(" ", names())).append("\" ;;\n");
    text.append("    run) options=\"%s\"; compopt -o default ;;%n".formatted(runOptions()));
    for (Command command : Commands.AVAILABLE) {
      text.append(
          "    %s) options=\"%s\" %s ;;%n"
              .formatted(command.name(), options(command), bashValues(command)));
    }
    return text
        + """
          esac
          case $word in
            -*) COMPREPLY=($(compgen -W "$options" -- "$word")) ;;
            *) COMPREPLY=($(compgen -W "$values" -- "$word")) ;;
          esac
        }
        complete -F _xl xl
        """;
  }

  private static String bashValues(Command command) {
    return switch (command.kind()) {
      case DOMAIN -> "values=\"" + DOMAINS + "\"";
      case FILE -> "; compopt -o default";
      case CHOICE -> "values=\"" + command.arguments().replace('|', ' ') + "\"";
      case NOTHING -> "";
    };
  }

  private static String zsh() {
    StringBuilder text =
        new StringBuilder(
            """
            #compdef xl
            # Completion of xl for zsh: source <(xl completion zsh)
            _xl() {
              local -a commands
              commands=(
            """);
    text.append("    'run:Runs one domain in this process.'\n    'help:Prints the help.'\n");
    for (Command command : Commands.AVAILABLE) {
      String summary = command.headline().replace("'", "").replace(":", "\\:");
      text.append("    '%s:%s'%n".formatted(command.name(), summary));
    }
    text.append(
        """
          )
          local at=2 host=""
          while ((at < CURRENT)) && [[ $words[at] == -* ]]; do
            if [[ $words[at] == --host ]]; then
              ((at++))
              host=$words[at]
              if ((at == CURRENT)); then _files -/; return; fi
            fi
            ((at++))
          done
          if ((at >= CURRENT)); then _describe command commands; return; fi
          case $words[at] in
            help) _describe command commands ;;
        """);
    text.append("    run) compadd -- %s; _files ;;%n".formatted(runOptions()));
    for (Command command : Commands.AVAILABLE) {
      text.append(
          "    %s) compadd -- %s%s ;;%n"
              .formatted(command.name(), options(command), zshValues(command)));
    }
    return text + "    *) _files ;;\n  esac\n}\ncompdef _xl xl\n";
  }

  private static String zshValues(Command command) {
    return switch (command.kind()) {
      case DOMAIN -> "; compadd -- ${(f)\"" + DOMAINS + "\"}";
      case FILE -> "; _files";
      case CHOICE -> "; compadd -- " + command.arguments().replace('|', ' ');
      case NOTHING -> "";
    };
  }
}
