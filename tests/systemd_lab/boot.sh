#!/bin/bash
# boot.sh STATE [SOURCE=PLACE]...
#
# Runs a real systemd as process 1 of namespaces of its own, until standard input ends;
# nothing of it is left then, and nothing outside STATE changes. Needs root.
#
#   STATE         an empty folder; STATE/pid will hold systemd's pid as seen from here
#   SOURCE=PLACE  a folder that is shown, read-only, at PLACE (which lies in a scratch folder)
#
# systemd sees this machine's files, but for scratch copies of /etc, /home, /opt, /run, /srv,
# /tmp and /var. The only units it knows are those in /run/lab/units, and the journal's own.
set -euo pipefail
state=$1
shift

# A control group of its own: two labs side by side must not share system.slice.
mount -t tmpfs -o mode=755 lab "$state"
mkdir "$state/cgroup" "$state/etc"
mount -t cgroup2 none "$state/cgroup"
home=$(sed -n 's/^0:://p' /proc/self/cgroup)
group=$state/cgroup${home%/}/kairanban-lab-$$
mkdir "$group"

inner() {
  # /proc still is the outer one: it knows us by the pid that others see.
  read -r pid _ < /proc/self/stat
  echo "$pid" > "$state/pid.part" && mv "$state/pid.part" "$state/pid"
  mount --make-rshared /
  umount -l "$state/cgroup"
  umount -l /sys/fs/cgroup 2> /dev/null || true
  mount -t cgroup2 none /sys/fs/cgroup
  mount -t proc proc /proc
  # systemd would raise limits of the kernel, which are the machine's.
  mount --bind /proc/sys /proc/sys
  mount -o remount,bind,ro /proc/sys
  cp -a /etc/. "$state/etc/"
  mount --bind "$state/etc" /etc
  rm -f /etc/machine-id && systemd-id128 new > /etc/machine-id
  # Folders to be shown are taken hold of before scratch ones cover them.
  mkdir "$state/shown"
  for pair in "$@"; do
    mkdir -p "$state/shown${pair#*=}"
    mount --bind "${pair%%=*}" "$state/shown${pair#*=}"
    mount -o remount,bind,ro "$state/shown${pair#*=}"
  done
  for place in /home /opt /run /srv; do
    mount -t tmpfs -o mode=755 lab "$place"
  done
  for place in "$@"; do
    place=${place#*=}
    mkdir -p "$place"
    mount --bind "$state/shown$place" "$place"
  done
  mount -t tmpfs -o mode=755 lab /var
  mkdir -p /var/lib /var/cache /var/log /run/lock /run/lab/units
  install -d -m 1777 /var/tmp
  ln -s /run /var/run
  mount -t tmpfs -o mode=1777 lab /tmp
  # Not its third unit: that one would write into /dev, which we share with the machine.
  cp /lib/systemd/system/systemd-journald{.service,.socket} /run/lab/units
  # Units lean on these; here nothing needs to happen for them.
  for name in sysinit basic shutdown network-online time-sync multi-user; do
    printf '[Unit]\nDescription=%s\nDefaultDependencies=no\n' $name > /run/lab/units/$name.target
  done
  cat > /run/lab/units/lab.target << 'UNIT'
[Unit]
Description=The lab
DefaultDependencies=no
Requires=systemd-journald.socket systemd-journald.service
After=systemd-journald.service
UNIT
  export container=lab SYSTEMD_UNIT_PATH=/run/lab/units SYSTEMD_GENERATOR_PATH=/nonexistent \
    SYSTEMD_ENVIRONMENT_GENERATOR_PATH=/nonexistent SYSTEMD_LOG_LEVEL=info SYSTEMD_LOG_TARGET=journal
  # What would reach the machine itself is taken away: its clock, its modules, its log.
  local no=-sys_time,-sys_module,-sys_rawio,-syslog
  exec setpriv --bounding-set="$no" --inh-caps="$no" \
    /lib/systemd/systemd --system --unit=lab.target --show-status=no
}

export -f inner
export state
(
  echo 0 > "$group/cgroup.procs"
  exec unshare --fork --kill-child --pid --mount --uts --ipc --cgroup \
    bash -euc 'inner "$@"' inner "$@"
) < /dev/null &

cat > /dev/null # returns when whoever started us closes the pipe, or is gone
kill -KILL "$(cat "$state/pid")" || true
wait || true
find "$group" -depth -type d -exec rmdir {} \;
