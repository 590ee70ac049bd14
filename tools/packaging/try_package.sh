#!/bin/bash
# Tries a Debian package as a user would: in a new Debian 12 with nothing in it, installs the package, verifies a
# certificate with the program, builds both examples against the installed library with CMake and pkg-config, and
# removes it again. Needs root, debootstrap and a package mirror; takes some minutes.
# Usage: tools/packaging/try_package.sh PACKAGE.deb [FOLDER-OF-A-MINBASE-SYSTEM]   (copied, not changed)
set -euo pipefail
package=$(realpath "${1:?usage: $0 PACKAGE.deb [FOLDER]}")
base=${2:-}
cd "$(dirname "$0")/../.."

root=$(mktemp -d "${TMPDIR:-/tmp}/blockfold-chroot-XXXXXX")
clean_up() {
  if mountpoint -q "$root/proc"; then umount "$root/proc"; fi
  rm -rf --one-file-system "$root"
}
trap clean_up EXIT
if [[ -n $base ]]; then cp -a "$base/." "$root"; else debootstrap --variant=minbase bookworm "$root" >/dev/null; fi
mount -t proc proc "$root/proc"
cp "$package" "$root/root/blockfold.deb"
cp tests/data/certificates/implication.* "$root/root/"

# steps WHAT <<SCRIPT: in the new system.
steps() {
  printf '\n== %s\n' "$1"
  env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root DEBIAN_FRONTEND=noninteractive \
    chroot "$root" /bin/bash -c 'set -euo pipefail; cd; '"$(cat)"
}

steps "Install" <<'SCRIPT'
apt-get -qq update
apt-get -qq -o Dpkg::Use-Pty=0 install -y --no-install-recommends ./blockfold.deb >install.log 2>&1 || { cat install.log; exit 1; }
dpkg -s blockfold | grep -E '^(Status|Version)'
ldconfig -p | grep libblockfold-verify
SCRIPT

steps "Use the programs" <<'SCRIPT'
blockfold --version
blockfold-verify implication.bfc implication.mm
blockfold prove implication.mm -t idd -o again.bfc -q
cmp again.bfc implication.bfc && echo "proved again: the same bytes"
blockfold run /usr/share/blockfold/stdlib/imp/gcd.imp -i a=1071 -i b=462 -o gcd.bfc -q
blockfold verify gcd.bfc --theory /usr/share/blockfold/stdlib/imp/gcd.imp | head -n 1
SCRIPT

steps "Build programs that use the library" <<'SCRIPT'
apt-get -qq -o Dpkg::Use-Pty=0 install -y --no-install-recommends g++ cmake make pkg-config >install.log 2>&1 || { cat install.log; exit 1; }
for example in verify-from-c verify-from-cpp; do
  cmake -S /usr/share/doc/blockfold/examples/$example -B $example >cmake.log || { cat cmake.log; exit 1; }
  cmake --build $example >cmake.log || { cat cmake.log; exit 1; }
  $example/$example implication.bfc implication.mm | head -n 1
done
gcc -std=c99 /usr/share/doc/blockfold/examples/verify-from-c/main.c -o plain $(pkg-config --cflags --libs blockfold-verify)
./plain implication.bfc implication.mm | head -n 1
head -c -1 implication.bfc >cut.bfc
status=0; ./plain cut.bfc implication.mm || status=$?
[[ $status -eq 1 ]] && echo "refused, as it must be"
SCRIPT

steps "Remove" <<'SCRIPT'
apt-get -qq -o Dpkg::Use-Pty=0 purge -y blockfold >/dev/null
! find / -xdev -iname '*blockfold*' -not -path '/root/*' -not -path '/var/*' | grep .
echo "nothing is left"
SCRIPT
