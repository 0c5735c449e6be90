# SPDX-License-Identifier: Apache-2.0
#
# Stock Debian kernels under qemu, for the scripts that test with them: sourced, not run. Packages are
# fetched with apt-get into a cache of the project's own and unpacked there; nothing is installed and
# the machine's own package lists stay as they are.
#
# Before sourcing, set `root` to the checkout. What the functions keep lies below $guest_cache, which
# can be deleted at any time. Every function that fails says why and returns non-zero.

guest_cache=${WEIR_KERNELS:-$root/target/kernels}

guest_fail() {
  printf '%s: %s\n' "${0##*/}" "$*" >&2
  return 1
}

# Says which of the given commands are missing, and the packages that have them.
guest_need() {
  for guest_tool in "$@"; do
    command -v "$guest_tool" >/dev/null 2>&1 || {
      guest_fail "$guest_tool is missing: apt-get install qemu-system-x86 busybox-static bpftool cpio iproute2 ethtool xz-utils gcc make perl debootstrap"
      return 1
    }
  done
}

guest_apt() {
  guest_command=$1
  shift
  "$guest_command" -o Dir::Etc::sourcelist="$guest_cache/sources.list" -o Dir::Etc::sourceparts=- \
    -o Dir::State::lists="$guest_cache/lists" -o Dir::Cache="$guest_cache/cache" \
    -o APT::Sandbox::User=root -qq "$@"
}

# Fetches the lists of packages: from the mirror that this machine's own lists come from.
guest_update() {
  mkdir -p "$guest_cache/lists/partial" "$guest_cache/cache/archives/partial" \
    "$guest_cache/packages" "$guest_cache/root"
  guest_mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' |
    grep '/debian/*$' | head -n 1)
  [ -n "$guest_mirror" ] || {
    guest_fail "apt has no Debian mirror configured"
    return 1
  }
  for guest_suite in bookworm bookworm-backports trixie trixie-backports; do
    printf 'deb [trusted=yes] %s %s main\n' "$guest_mirror" "$guest_suite"
  done >"$guest_cache/sources.list"
  guest_apt apt-get update || guest_fail "cannot fetch the package lists"
}

# Fetches packages by name and unpacks them into the cache's root, each once.
guest_unpack() {
  for guest_package in "$@"; do
    [ -e "$guest_cache/packages/$guest_package.done" ] && continue
    printf 'fetching %s\n' "$guest_package" >&2
    (cd "$guest_cache/packages" && guest_apt apt-get download "$guest_package" 2>/dev/null) || {
      guest_fail "cannot fetch $guest_package"
      return 1
    }
    dpkg-deb -x "$guest_cache/packages/${guest_package}"_*.deb "$guest_cache/root" || return 1
    rm -f "$guest_cache/packages/${guest_package}"_*.deb
    touch "$guest_cache/packages/$guest_package.done"
  done
}

# The full release of a version such as 6.12: the newest that has an image and, where `headers` is
# given, headers that the compiler of this machine can use. Resolved once.
guest_release() {
  guest_note=$guest_cache/release-$1
  if [ ! -e "$guest_note" ]; then
    guest_apt apt-cache search "^linux-headers-$(printf %s "$1" | sed 's/[.]/[.]/')[.][^ ]*-amd64$" |
      cut -d' ' -f1 | grep -v -E 'cloud|-rt-|dbg' | sed 's/^linux-headers-//' |
      grep -v -E '^6[.]1[2-8][.].*[+]deb13' | sort -V | tail -n 1 >"$guest_note"
  fi
  [ -s "$guest_note" ] || {
    rm -f "$guest_note"
    guest_fail "the package lists have no kernel $1"
    return 1
  }
  cat "$guest_note"
}

# The kernel image of a release; prints its path. Newer kernels keep image and modules in packages of
# their own.
guest_image() {
  guest_path=$(guest_find_image "$1")
  if [ -z "$guest_path" ]; then
    if guest_apt apt-cache show "linux-binary-$1" >/dev/null 2>&1; then
      guest_unpack "linux-binary-$1" "linux-modules-$1" || return 1
    else
      guest_unpack "linux-image-$1" || return 1
    fi
    guest_path=$(guest_find_image "$1")
  fi
  [ -n "$guest_path" ] || {
    guest_fail "no image in the packages of $1"
    return 1
  }
  printf '%s\n' "$guest_path"
}

guest_find_image() {
  find "$guest_cache/root" \( -name "vmlinuz-$1" -o -path "*/lib/modules/$1/vmlinuz" \) | head -n 1
}

# The folder to build modules against; prints its path.
guest_headers() {
  guest_kdir=$guest_cache/root/usr/src/linux-headers-$1
  if [ ! -e "$guest_kdir/.ready" ]; then
    guest_list="linux-headers-$1 linux-headers-${1%-amd64}-common"
    guest_list="$guest_list $(guest_apt apt-cache depends "linux-headers-$1" |
      awk '/Depends: linux-(kbuild|compiler)/ { print $2 }')"
    # shellcheck disable=SC2086
    guest_unpack $guest_list || return 1
    sed -i "s#\([= ]\)/usr/src/#\1$guest_cache/root/usr/src/#g" "$guest_kdir/Makefile" || return 1
    touch "$guest_kdir/.ready"
  fi
  printf '%s\n' "$guest_kdir"
}

# Copies a kernel's own modules, named without .ko, into a folder; those that are built in are left out.
guest_modules() {
  guest_from=$1 guest_to=$2
  shift 2
  mkdir -p "$guest_to"
  for guest_module in "$@"; do
    guest_path=$(find "$guest_cache/root" -path "*/lib/modules/$guest_from/*" \
      -name "$guest_module.ko*" | head -n 1)
    case $guest_path in
      *.xz) xz -dc "$guest_path" >"$guest_to/$guest_module.ko" ;;
      *.ko) cp "$guest_path" "$guest_to/" ;;
    esac
  done
}

# A new root file system with busybox and the given commands with their libraries.
guest_root() {
  guest_tree=$1
  shift
  rm -rf "$guest_tree"
  for guest_dir in bin proc sys dev tmp run m; do
    mkdir -p "$guest_tree/$guest_dir"
  done
  cp "$(command -v busybox)" "$guest_tree/bin/busybox"
  ln -s busybox "$guest_tree/bin/sh"
  for guest_tool in "$@"; do
    guest_path=$(readlink -f "$(command -v "$guest_tool")")
    cp "$guest_path" "$guest_tree/bin/$guest_tool"
    guest_libraries "$guest_tree" "$guest_path"
  done
}

# Copies the system's libraries that programs need into a root file system.
guest_libraries() {
  guest_tree=$1
  shift
  ldd "$@" 2>/dev/null | grep -oE '(^|[[:space:]])/(usr/)?lib[^ :]+' | tr -d '[:blank:]' | sort -u |
    while read -r guest_library; do
    mkdir -p "$guest_tree$(dirname "$guest_library")"
    cp -L "$guest_library" "$guest_tree$guest_library"
  done
}

# Packs a root file system: guest_pack TREE FILE.
guest_pack() {
  (cd "$1" && find . | LC_ALL=C sort | cpio -o -H newc 2>/dev/null | gzip -1 >"$2")
}

# What a script shows of a running guest, line by line as the guest prints it: nothing, unless the script
# defines this anew.
guest_show() { cat >/dev/null; }

# Boots, writes what the guest prints to LOG and offers it to guest_show: guest_boot IMAGE INITRD "KERNEL
# ARGUMENTS" LOG SECONDS [QEMU ARGUMENTS]. The guest says GUEST UP when its first process runs and GUEST DONE
# at its end; this fails where it does not finish in time. A kernel under emulation on a busy host may not
# come up, for it measures timers while it boots: such a boot is tried once more.
guest_boot() {
  guest_kernel=$1 guest_initrd=$2 guest_args=$3 guest_log=$4 guest_limit=$5
  shift 5
  guest_start "$@"
  grep -a -q 'GUEST UP' "$guest_log" || guest_start "$@"
  grep -a -q 'GUEST DONE' "$guest_log" ||
    guest_fail "the guest did not finish within $guest_limit s, see $guest_log"
}

guest_start() {
  timeout "$guest_limit" qemu-system-x86_64 -cpu max,-cx16 -m 1024 -nographic -no-reboot \
    -kernel "$guest_kernel" -initrd "$guest_initrd" \
    -append "console=ttyS0 quiet panic=1 oops=panic no_timer_check $guest_args" "$@" </dev/null 2>&1 |
    sed -u 's/\r//g' | tee "$guest_log" | guest_show
}

# A Debian of its own, of a suite: with a compiler, what building kernels and modules takes, and DKMS.
# Made once, needs root and debootstrap; prints its folder.
guest_system() {
  guest_suite_root=$guest_cache/system-$1
  if [ ! -e "$guest_suite_root/.ready" ]; then
    guest_need debootstrap unshare chroot || return 1
    case $1 in
      bookworm) guest_compiler=gcc-12,libelf1 ;;
      *) guest_compiler=gcc-14,libelf1t64 ;;
    esac
    printf 'fetching a Debian %s with a compiler\n' "$1" >&2
    rm -rf "$guest_suite_root"
    debootstrap --variant=minbase \
      --include="$guest_compiler,make,flex,bison,bc,libelf-dev,xz-utils,perl,pahole,dkms" \
      "$1" "$guest_suite_root" "$guest_mirror" >"$guest_cache/system-$1.log" 2>&1 || {
      guest_fail "cannot set up a Debian $1, see $guest_cache/system-$1.log"
      return 1
    }
    touch "$guest_suite_root/.ready"
  fi
  printf '%s\n' "$guest_suite_root"
}

# Runs a command in the Debian of a suite, where this checkout has the same path: guest_within SUITE
# COMMAND...
guest_within() {
  guest_suite_root=$(guest_system "$1") || return 1
  shift
  mkdir -p "$guest_suite_root$root"
  # shellcheck disable=SC2016
  LC_ALL=C unshare -m sh -ec 'mount --bind "$1" "$2$1"; mount -t proc proc "$2/proc"
    system=$2; shift 2; exec chroot "$system" "$@"' sh "$root" "$guest_suite_root" "$@"
}

# The suite whose compiler made a kernel, by the folder of its headers.
guest_suite() {
  case $(guest_compiler_of "$1") in
    *gcc-12) echo bookworm ;;
    *) echo trixie ;;
  esac
}

guest_compiler_of() {
  sed -n 's/^CONFIG_CC_VERSION_TEXT="\([^ ]*\).*/\1/p' "$1/.config"
}

# Runs make in a kernel's headers: guest_make KDIR ARGUMENTS... Paths in the arguments must lie in this
# checkout.
guest_make() {
  guest_kdir=$1
  shift
  if command -v "$(guest_compiler_of "$guest_kdir")" >/dev/null 2>&1; then
    make -C "$guest_kdir" "$@"
  else
    guest_within "$(guest_suite "$guest_kdir")" make -C "$guest_kdir" "$@"
  fi
}

# Files of Debian's sources of a kernel version: guest_source_files VERSION PATH... Prints the folder that
# has them; given again, they are there already.
guest_source_files() {
  guest_version=$1
  shift
  guest_files=$guest_cache/source-$guest_version
  for guest_path in "$@"; do
    if [ ! -e "$guest_files/$guest_path" ]; then
      guest_unpack "linux-source-$guest_version" || return 1
      mkdir -p "$guest_files"
      # What tar is not to extract any more it need not unpack: --occurrence ends with the last file.
      # shellcheck disable=SC2046
      tar -xJf "$guest_cache/root/usr/src/linux-source-$guest_version.tar.xz" -C "$guest_files" \
        --strip-components=1 --occurrence=1 \
        $(printf "linux-source-$guest_version/%s " "$@") || return 1
    fi
  done
  printf '%s\n' "$guest_files"
}

# A kernel of the given version that watches itself, built from Debian's sources and a configuration
# fragment: guest_debug_kernel VERSION FRAGMENT. Takes long, so it is kept until the fragment or the
# sources change. Prints the folder to build modules against; the image is arch/x86/boot/bzImage there.
guest_debug_kernel() {
  guest_unpack "linux-source-$1" || return 1
  guest_tar=$guest_cache/root/usr/src/linux-source-$1.tar.xz
  guest_key=$({ cat "$2"; stat -c %s "$guest_tar"; } | sha256sum | cut -c1-16)
  guest_built=$guest_cache/debug-$1-$guest_key
  if [ ! -e "$guest_built/.ready" ]; then
    printf 'building a debug kernel %s, five minutes on two idle processors; see %s\n' "$1" "$guest_built.log" >&2
    if [ ! -e "$guest_built/Makefile" ]; then
      mkdir -p "$guest_built"
      tar -xJf "$guest_tar" -C "$guest_built" --strip-components=1 || return 1
    fi
    cp "$2" "$guest_built/weir.config"
    guest_within bookworm sh -ec 'cd "$1"; make tinyconfig
      scripts/kconfig/merge_config.sh -m .config weir.config; make olddefconfig
      make -j"$(nproc)" bzImage modules' sh "$guest_built" >"$guest_built.log" 2>&1 || {
      guest_fail "the debug kernel does not build, see $guest_built.log"
      return 1
    }
    guest_lost=$(guest_unset "$2" "$guest_built/.config")
    [ -z "$guest_lost" ] || {
      guest_fail "the debug kernel has no$guest_lost"
      return 1
    }
    touch "$guest_built/.ready"
  fi
  printf '%s\n' "$guest_built"
}

# The options of a fragment that a configuration did not take.
guest_unset() {
  grep '^CONFIG_' "$1" | while read -r guest_option; do
    grep -q -x -F "$guest_option" "$2" || printf ' %s' "$guest_option"
  done
}
