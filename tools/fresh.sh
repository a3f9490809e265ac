#!/bin/sh
# Proves the README on a machine that holds only git: a Debian 12 chroot made
# by debootstrap, a clone of HEAD, then the quick start's commands.
# usage: tools/fresh.sh [COMMAND...]   default: ./dev run --once, then ./dev test
# Needs root. FRESH_DIR keeps the chroot; FRESH_MIRROR names another mirror.
set -eu
cd "$(dirname "$0")/.."
[ "$(id -u)" = 0 ] || { echo "fresh: needs root: debootstrap and chroot" >&2; exit 1; }
command -v debootstrap >/dev/null || apt-get install -y -qq --no-install-recommends debootstrap >/dev/null
dir=${FRESH_DIR:-$(mktemp -d /tmp/fresh.XXXXXX)}
mirror=${FRESH_MIRROR:-http://deb.debian.org/debian}

cleanup() {
	for m in dev/shm dev/pts dev proc; do
		mountpoint -q "$dir/$m" && umount "$dir/$m"
	done
	[ -n "${FRESH_DIR:-}" ] || rm -rf --one-file-system "$dir"
}
trap cleanup EXIT

[ -x "$dir/usr/bin/git" ] || debootstrap --variant=minbase --include=git,ca-certificates bookworm "$dir" "$mirror" >/dev/null
# The network is this machine's: names, and any private CA that its proxies use.
cp -L /etc/resolv.conf /etc/hosts "$dir/etc/"
cp /etc/ssl/certs/ca-certificates.crt "$dir/etc/ssl/certs/"
mountpoint -q "$dir/proc" || mount -t proc proc "$dir/proc"
mountpoint -q "$dir/dev" || mount --bind /dev "$dir/dev"
mkdir -p "$dir/dev/shm" "$dir/dev/pts"
mountpoint -q "$dir/dev/pts" || mount --bind /dev/pts "$dir/dev/pts"
mountpoint -q "$dir/dev/shm" || mount -t tmpfs tmpfs "$dir/dev/shm"
rm -rf "$dir/root/phala" "$dir/root/phala.git"
git clone -q --bare . "$dir/root/phala.git"

inside() {
	env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=C.UTF-8 NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-certificates.crt \
		chroot "$dir" /bin/sh -ec "$1"
}
inside 'git clone -q /root/phala.git /root/phala'
if [ $# -gt 0 ]; then
	inside "cd /root/phala && $*"
else
	inside 'cd /root/phala && ./dev run --once'
	inside 'cd /root/phala && ./dev test'
fi
echo "fresh: everything above ran in a chroot that held only git"
