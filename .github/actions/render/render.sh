#!/usr/bin/env bash
# The step "Render" of the action. Everything comes in as variables, so that no input is ever read as a command.
set -uo pipefail

directory="${RENDER_DIRECTORY:?}"
mkdir -p "$directory" "${WAN_STATE_DIR:?}"
result="$directory/result.json"

# The bash of macOS is of 2007: it has no mapfile, and takes an empty array for an unset variable.
wan=() more=()
while IFS= read -r word; do [ -z "$word" ] || wan+=("$word"); done <<<"${RENDER_WAN:?}"
while IFS= read -r word; do [ -z "$word" ] || more+=("$word"); done <<<"${RENDER_ARGUMENTS:-}"

# With `=` and behind `--` a value that begins with a dash is a value.
arguments=(batch "--max-cost=${RENDER_MAX_COST:?}" --no-input --json "--report=$directory/report.html")
[ -z "${RENDER_PROVIDER:-}" ] || arguments+=("--provider=$RENDER_PROVIDER")
[ -z "${RENDER_OUTPUT:-}" ] || arguments+=("--output=$RENDER_OUTPUT")
arguments+=(${more[@]+"${more[@]}"} -- "${RENDER_MANIFEST:?}")

# A cancelled run is told to this script alone; wan is to note where it stands before the ledger is saved.
"${wan[@]}" "${arguments[@]}" >"$result" &
program=$!
trap 'kill -TERM "$program"' INT TERM
wait "$program"
code=$?
while kill -0 "$program" 2>/dev/null; do
  wait "$program"
  code=$?
done

{
  echo "exit-code=$code"
  echo "result=$result"
  # Absolute paths, so that none of them is the line with this word. In a pattern `[*]` is the character itself.
  echo "clips<<wan-clips-end"
  node -e '
    const { jobs } = JSON.parse(require("node:fs").readFileSync(process.argv[1], "utf8"));
    for (const { outputs } of jobs) {
      for (const path of outputs) if (!/[\r\n]/.test(path)) console.log(path.replace(/[*?[]/g, "[$&]"));
    }
  ' "$result" 2>/dev/null || true
  echo "wan-clips-end"
} >>"${GITHUB_OUTPUT:?}"
exit "$code"
