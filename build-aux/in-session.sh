#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# in-session.sh COMMAND...: runs it with a home, a display and no bus of the person who started it, so that a test
# neither sees nor changes anything of theirs. Tests that need a session bus start one.
set -eu

home=$(mktemp -d "${TMPDIR:-/tmp}/troupe-session.XXXXXX")
xvfb=''
cleanup ()
{
  [ -z "$xvfb" ] || kill "$xvfb" 2>/dev/null || true
  rm -rf "$home"
}
trap cleanup EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

mkdir -p "$home/data" "$home/config" "$home/cache" "$home/state"
mkdir -m 700 "$home/runtime"

unset WAYLAND_DISPLAY DBUS_SESSION_BUS_ADDRESS DBUS_SESSION_BUS_PID AT_SPI_BUS_ADDRESS DISPLAY XAUTHORITY
unset http_proxy https_proxy all_proxy HTTP_PROXY HTTPS_PROXY ALL_PROXY
for name in $(env | sed -n 's/^\(TROUPE_[A-Z0-9_]*_API_KEY\)=.*/\1/p'); do
  unset "$name"
done
export HOME="$home" XDG_DATA_HOME="$home/data" XDG_CONFIG_HOME="$home/config" XDG_CACHE_HOME="$home/cache"
export XDG_STATE_HOME="$home/state" XDG_RUNTIME_DIR="$home/runtime"

if command -v Xvfb >/dev/null 2>&1; then
  # The server says on its own which display is free.
  Xvfb -displayfd 3 -screen 0 1440x1000x24 -nolisten tcp -noreset 3>"$home/display" >"$home/xvfb.log" 2>&1 &
  xvfb=$!
  for _ in $(seq 100); do
    [ -s "$home/display" ] && break
    kill -0 "$xvfb" 2>/dev/null || break
    sleep 0.05
  done
  if [ -s "$home/display" ]; then
    DISPLAY=":$(cat "$home/display")"
    export DISPLAY
  else
    echo 'Xvfb did not start:' >&2
    cat "$home/xvfb.log" >&2
    exit 1
  fi
fi

"$@"
