# Shared by the commands beside it: finds a JDK 25, builds what is missing, starts Java.
# Sourced, not run. The caller sets "program" to its own name, "self" to its own file, symbolic links
# resolved, and calls start.
#
# What runs with every command starts as few processes as it can, subshells included: each costs
# some milliseconds, and a JVM costs a hundred.

set -eu

case $self in
  dom0-tools/bin/"$program" | ./dom0-tools/bin/"$program") root=$PWD ;;
  */./* | */../* | ./* | ../*) root= ;;
  /*/dom0-tools/bin/*) root=${self%/dom0-tools/bin/*} ;;
  *) root= ;;
esac
[ -n "$root" ] || root=$(cd "${self%/*}/../.." && pwd)
target=$root/dom0-tools/target
wanted=25

fail() {
  echo "$program: $1" >&2
  exit 70
}

# Whether a folder is a JDK of the wanted version, by its release file: asking java itself costs a
# JVM start, and even a process for each folder adds up.
is_wanted_jdk() {
  [ -x "$1/bin/javac" ] && [ -r "$1/release" ] || return 1
  while IFS= read -r line; do
    case $line in
      "JAVA_VERSION=\"$wanted"[!0-9]*) return 0 ;;
    esac
  done <"$1/release"
  return 1
}

# Sets "jdk", or leaves it empty. The one of the build comes before a search.
find_jdk() {
  jdk=${JAVA_HOME:-}
  if [ -n "$jdk" ] && is_wanted_jdk "$jdk"; then return; fi
  if [ -r "$target/lib/built" ]; then
    read -r jdk <"$target/lib/built" || jdk=
    if [ -n "$jdk" ] && is_wanted_jdk "$jdk"; then return; fi
  fi
  on_path=$(command -v java 2>/dev/null || true)
  if [ -n "$on_path" ]; then
    on_path=$(readlink -f "$on_path")
    on_path=${on_path%/*/*}
  fi
  for jdk in "$on_path" \
    /usr/lib/jvm/* /opt/jdk* /opt/*/jdk* "${HOME:-/}"/.sdkman/candidates/java/* \
    "${HOME:-/}"/.jdks/* "${HOME:-/}"/.local/share/mise/installs/java/* \
    /Library/Java/JavaVirtualMachines/*/Contents/Home; do
    if [ -n "$jdk" ] && is_wanted_jdk "$jdk"; then return; fi
  done
  jdk=
}

# True where any source is newer than what was built from it. For a glance it is enough to look at the
# folders, which change when a file comes, goes or is replaced: to look at each file takes longer than
# half of the JVM's start, and a file that is written in place is seen by the next other command.
is_stale() {
  [ -f "$target/lib/built" ] || return 0
  if [ $part = glance ] && [ -f "$target/lib/folders.sh" ]; then
    fresh=
    # shellcheck source=/dev/null
    . "$target/lib/folders.sh"
    [ -z "$fresh" ]
    return
  fi
  [ -n "$(find "$root/pom.xml" "$root"/*/pom.xml "$root"/*/src/main -newer "$target/lib/built" \
    -type f -print -quit 2>/dev/null)" ]
}

build() {
  command -v mvn >/dev/null 2>&1 ||
    fail "Maven builds Xenolith the first time and is missing; install it (Debian: apt-get install maven)"
  mkdir -p "$target/lib"
  log=$target/build.log
  echo "$program: building Xenolith: once, a minute or two with an empty Maven cache" >&2
  # Away with the jars, not overwritten: a host that runs reads on in what it has open.
  rm -f "$target/build.failed" "$target/lib/"*.aot "$target/lib/"*.jar "$target"/dom0-tools-*.jar
  {
    (cd "$root" && JAVA_HOME=$jdk mvn -B -ntp -DskipTests -pl dom0-tools -am package 2>&1) ||
      touch "$target/build.failed"
  } | tee "$log" | sed -un 's/^\[INFO\] Building \([a-zA-Z0-9-]*\) .*\[\([0-9]*\)\/\([0-9]*\)\]$/  \2 of \3: \1/p' >&2
  if [ -e "$target/build.failed" ]; then
    grep '^\[ERROR\]' "$log" | head -n 20 >&2
    fail "the build failed; all it said is in $log"
  fi
  echo "$program: preparing a fast start" >&2
  make_aot_cache
  write_folders >"$target/lib/folders.sh"
  echo "$jdk" >"$target/lib/built"
}

# Sets "fresh" unless a folder of sources, or what tells Maven about them, is newer than what was built.
write_folders() {
  (cd "$root" && find pom.xml ./*/pom.xml ./*/src/main \( -type d -o -name pom.xml \) -print) |
    sed 's|.*|[ "$root/&" -nt "$target/lib/built" ] \|\||'
  echo fresh=yes
}

# Several commands at once: one builds, the others wait for it.
build_if_needed() {
  is_stale || return 0
  mkdir -p "$target"
  if command -v flock >/dev/null 2>&1; then
    exec 9>"$target/build.lock"
    flock 9
    if is_stale; then build; fi
    exec 9>&-
  else
    build
  fi
}

# Sets "jvm_flags" for a part of the program.
#
# glance, command: what is over in a moment, so little is worth compiling, or nothing. An export or
# native access on the command line, or another address than the cache's own, would keep the JVM from
# taking the cache as it is. The library opens a unix socket with a provider that it looks for in
# every jar, and with random numbers, which it finds by reflection: it is told the provider that it
# has on Linux, and not to make classes for the reflection. Half of what is left are page faults: a
# heap and tables of the size that is needed, in huge pages, save every third.
#
# machine: the two compiler flags are for the interpreter's hot loop, hypervisor/BENCHMARKS.md says what
# they do. The heap is kept small, and what it and the compilers have had goes back to the computer: a
# machine's memory is not in the heap.
choose_flags() {
  jvm_flags="-XX:+UseSerialGC"
  if [ $1 = machine ]; then
    jvm_flags="$jvm_flags -XX:ReservedCodeCacheSize=256m -Xms32m -Xmn16m
      -XX:MinHeapFreeRatio=15 -XX:MaxHeapFreeRatio=30 -XX:-ShrinkHeapInSteps
      -XX:TrimNativeHeapInterval=5000 -XX:MinJumpTableSize=400 -XX:-ClipInlining
      --add-exports=java.base/jdk.internal.misc=ALL-UNNAMED --enable-native-access=ALL-UNNAMED"
    return
  fi
  jvm_flags="$jvm_flags -XX:-UsePerfData -XX:+UnlockDiagnosticVMOptions -XX:ArchiveRelocationMode=0
    -Djdk.reflect.useNativeAccessorOnly=true -Xms8m -Xmn4m -Xmx256m -XX:StringTableSize=1024
    -XX:+UnlockExperimentalVMOptions -XX:SymbolTableSize=4096"
  if [ $1 = glance ]; then
    jvm_flags="$jvm_flags -Xint"
  else
    jvm_flags="$jvm_flags -XX:TieredStopAtLevel=1 -XX:CompileThresholdScaling=10"
  fi
  # The JVM complains where there are no huge pages to be had.
  huge=
  [ ! -r /sys/kernel/mm/transparent_hugepage/enabled ] ||
    read -r huge </sys/kernel/mm/transparent_hugepage/enabled || true
  case $huge in
    *'[madvise]'* | *'[always]'*) jvm_flags="$jvm_flags -XX:+UseTransparentHugePages" ;;
  esac
  if [ -e /proc/self ]; then
    jvm_flags="$jvm_flags
      -Djava.nio.channels.spi.SelectorProvider=sun.nio.ch.EPollSelectorProvider"
  fi
}

# Sets "class_path".
find_class_path() {
  class_path=
  for jar in "$target"/dom0-tools-*.jar "$target"/lib/*.jar; do
    class_path=$class_path$jar:
  done
}

# Caches of loaded and linked classes, each made by one run of what it is for, more than halve the
# start-up. A cache is taken as a whole, so what people type most has the smallest.
make_aot_cache() {
  find_class_path
  folder=$(mktemp -d)
  for kind in machine command glance; do
    cache=$target/lib/$kind.aot
    choose_flags $kind
    rehearse "$kind" -XX:AOTCacheOutput="$cache.new"
    [ ! -f "$cache.new" ] || mv "$cache.new" "$cache"
  done
  "$jdk/bin/java" $jvm_flags -cp "$class_path" dev.xenolith.dom0.xl.Xl --host "$folder/command" \
    host stop --timeout 0 >/dev/null 2>&1 || true
  rm -rf "$folder"
}

rehearse() {
  case $1 in
    machine) state=$folder/machine ;;
    *) state=$folder/command ;;
  esac
  "$jdk/bin/java" $jvm_flags "$2" -cp "$class_path" \
    dev.xenolith.dom0.xl.Rehearsal "$1" "$root/examples/tour/tour.cfg" "$state" \
    >"$target/aot-$1.log" 2>&1 </dev/null || true
}

# Sets "part", which of them serves a command line, and "screen" where the terminal may be made raw:
# for commands and what they are abbreviated to.
choose_part() {
  part=glance
  screen=
  if [ "$program" != xl ]; then
    part=machine
    return
  fi
  while :; do
    case ${1-} in
      --host) shift $(($# > 1 ? 2 : 1)) ;;
      -*) shift ;;
      *) break ;;
    esac
  done
  case "${1-} $* " in
    "run "* | "host "*" run "*) part=machine ;;
    cr*" -"[cFn]" "*) part=command ;;
    cr*) ;;
    c* | du* | e* | h* | t* | " "*) part=command ;;
  esac
  case ${1-} in
    run | c* | t*) screen=maybe ;;
  esac
}

# Puts the cache among the JVM's flags. Its path may hold blanks, so it is an argument of its own.
java_main() {
  [ ! -f "$cache" ] || set -- "-XX:AOTCache=$cache" -Xlog:aot=off -Xlog:cds=off "$@"
  exec "$jdk/bin/java" $jvm_flags "$@"
}

# start MAIN [ARGUMENT ...]: never returns.
start() {
  find_jdk
  [ -n "$jdk" ] ||
    fail "no JDK $wanted found (in JAVA_HOME, PATH, /usr/lib/jvm or the usual places); install one or point JAVA_HOME at it"
  main=$1
  shift
  choose_part "$@"
  build_if_needed
  choose_flags $part
  find_class_path
  # Where a command finds itself again, to start a process that outlives it.
  itself=-Dxenolith.launcher=$root/dom0-tools/bin/$program
  cache=$target/lib/$part.aot
  if [ -n "$screen" ] && [ -t 0 ]; then
    # The terminal is put back by a process that outlives the JVM, however that one ends.
    saved=$(stty -g)
    exec 3<&0 # a background command gets /dev/null, so hand the terminal over by another number
    java_main "$itself" -cp "$class_path" "$main" "$@" <&3 3<&- &
    child=$!
    signalled=0
    trap 'signalled=130; kill -TERM $child 2>/dev/null' INT
    trap 'signalled=143; kill -TERM $child 2>/dev/null' TERM HUP
    status=0
    wait $child || status=$?
    while kill -0 $child 2>/dev/null; do wait $child || status=$?; done
    stty "$saved"
    # A JVM that was killed has left the guest's colours and maybe a hidden cursor.
    if [ $status -gt 128 ] && [ -t 1 ]; then printf '\033[0m\033[?25h\n'; fi
    [ $signalled = 0 ] || exit $signalled
    exit $status
  fi
  java_main "$itself" -cp "$class_path" "$main" "$@"
}
