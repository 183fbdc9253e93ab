# SPDX-License-Identifier: GPL-3.0-or-later
# Sourced by ./run, ./test and .ci/run: installs what is missing, and nothing when nothing is.

debian_build='gcc g++ libc6-dev meson ninja-build pkgconf gettext libglib2.0-dev libglib2.0-dev-bin libglib2.0-bin libgtk-4-dev
  libgtk-4-bin libadwaita-1-dev libsoup-3.0-dev libjson-glib-dev libsecret-1-dev libgtksourceview-5-dev libsqlite3-dev
  libmd4c-dev libtomlplusplus-dev glib-networking gsettings-desktop-schemas librsvg2-common shared-mime-info adwaita-icon-theme
  fonts-dejavu-core fonts-noto-color-emoji ca-certificates'
debian_test='python3 python3-gi gir1.2-glib-2.0 gir1.2-atspi-2.0 at-spi2-core dbus dbus-bin dbus-daemon libglib2.0-bin xvfb xauth
  openbox xdotool imagemagick locales x11-utils fonts-inter desktop-file-utils appstream libxml2-utils binutils procps git'
debian_asan='libasan8 libubsan1'

fedora_build='gcc gcc-c++ glibc-devel meson ninja-build pkgconf-pkg-config gettext glib2-devel gtk4-devel gtk4-devel-tools
  libadwaita-devel libsoup3-devel json-glib-devel libsecret-devel gtksourceview5-devel sqlite-devel md4c-devel tomlplusplus-devel
  glib-networking gsettings-desktop-schemas librsvg2 shared-mime-info adwaita-icon-theme dejavu-sans-fonts
  google-noto-color-emoji-fonts'
fedora_test='python3 python3-gobject at-spi2-core dbus-daemon dbus-tools xorg-x11-server-Xvfb xauth openbox xdotool ImageMagick xprop glibc-locale-source
  rsms-inter-fonts desktop-file-utils appstream libxml2 binutils procps-ng git-core'
fedora_asan='libasan libubsan'

arch_build='gcc meson ninja pkgconf gettext glib2 glib2-devel gtk4 libadwaita libsoup3 json-glib libsecret gtksourceview5
  sqlite md4c tomlplusplus glib-networking gsettings-desktop-schemas librsvg shared-mime-info adwaita-icon-theme ttf-dejavu
  noto-fonts-emoji'
arch_test='python python-gobject at-spi2-core dbus xorg-server-xvfb xorg-xauth openbox xdotool imagemagick xorg-xprop inter-font
  desktop-file-utils appstream libxml2 binutils procps-ng git'
arch_asan='gcc-libs'

say ()
{
  printf '==> %s\n' "$*"
}

die ()
{
  printf '%s\n' "$*" >&2
  exit 1
}

# distribution: prints debian, fedora or arch, or nothing
distribution ()
{
  (
    ID='' ID_LIKE=''
    [ -r /etc/os-release ] && . /etc/os-release
    for word in $ID $ID_LIKE; do
      case $word in
        debian|ubuntu) echo debian; exit ;;
        fedora) echo fedora; exit ;;
        arch) echo arch; exit ;;
      esac
    done
  )
}

# as_root COMMAND...: runs it as root, by sudo where that is needed
as_root ()
{
  if [ "$(id -u)" = 0 ]; then
    "$@"
  elif command -v sudo >/dev/null 2>&1; then
    sudo "$@"
  else
    die "Packages are missing, and installing them needs root or sudo. Install these and try again: $missing"
  fi
}

debian_missing ()
{
  dpkg-query -W -f '${db:Status-Status} ${Package}\n' $1 2>/dev/null | awk '$1 == "installed" { print $2 }' | sort -u > "$found"
  printf '%s\n' $1 | sort -u | comm -23 - "$found"
}

fedora_missing ()
{
  for package in $1; do
    rpm -q --whatprovides "$package" >/dev/null 2>&1 || echo "$package"
  done
}

arch_missing ()
{
  pacman -T $1 || true
}

debian_install ()
{
  as_root env DEBIAN_FRONTEND=noninteractive apt-get update -qq
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends -o Dpkg::Use-Pty=0 $1
}

fedora_install ()
{
  as_root dnf install -y -q $1
}

arch_install ()
{
  as_root pacman -Sy --needed --noconfirm $1
}

# need_packages SET...: installs what is missing of the sets build, test, asan
need_packages ()
{
  system=$(distribution)
  if [ -z "$system" ]; then
    say 'This system is neither Debian, Fedora nor Arch: going on with what is installed (README.md names what is needed)'
    return
  fi

  wanted=''
  for set_name in "$@"; do
    eval "wanted=\"\$wanted \$${system}_${set_name}\""
  done

  found=$(mktemp)
  missing=$("${system}_missing" "$wanted" | tr '\n' ' ')
  rm -f "$found"

  if [ -z "${missing% }" ]; then
    say 'All packages are installed'
    return
  fi

  say "Installing $missing"
  "${system}_install" "$missing" || die "Could not install the packages: $missing"
}

# configure FOLDER OPTION...: makes the build folder once
configure ()
{
  folder=$1
  shift
  if [ -e "$folder/build.ninja" ]; then
    return
  fi

  say "Configuring $folder"
  meson setup "$folder" "$@" > "$folder.log" 2>&1 || {
    cat "$folder.log" >&2
    die "Could not configure $folder, see above."
  }
  rm -f "$folder.log"
}
