#!/bin/sh
# Runs a one-node radosgw that keeps its objects in memory, until it is told to end (TERM) or whoever started it dies.
# Prints "ready" once its S3 user exists; the port may open a moment later. Debian: ceph-mon ceph-osd ceph-mgr radosgw ceph-common.
set -eu
: "${RADOSGW_DIR:?an empty directory, removed at the end}" "${RADOSGW_PORT:?}" "${RADOSGW_MON_PORT:?}"
: "${RADOSGW_ACCESS_KEY_ID:?}" "${RADOSGW_SECRET_ACCESS_KEY:?}"
cd "$RADOSGW_DIR"
PATH=$PATH:/usr/sbin:/sbin
daemons=
clean_up() {
  trap - EXIT
  [ -z "$daemons" ] || kill -KILL $daemons 2> /dev/null || :
  # A daemon that is still going could write into a folder while it is being removed.
  wait
  cd /
  rm -rf "$RADOSGW_DIR"
}
trap clean_up EXIT
# The death of a parent with several threads may signal more than once; once is enough.
trap 'trap "" TERM INT HUP; exit 143' TERM INT HUP

fsid=$(cat /proc/sys/kernel/random/uuid)
osd_id=$(cat /proc/sys/kernel/random/uuid)
mkdir mon mgr osd
cat > ceph.conf <<CONF
[global]
fsid = $fsid
mon host = v2:127.0.0.1:$RADOSGW_MON_PORT
mon initial members = a
public addr = 127.0.0.1
auth cluster required = cephx
auth service required = cephx
auth client required = cephx
keyring = $PWD/keyring
run dir = $PWD
admin socket = $PWD/\$name.asok
log file = $PWD/\$name.log
log to stderr = false
osd objectstore = memstore
memstore device bytes = 2147483648
osd pool default size = 1
osd pool default min size = 1
osd pool default pg num = 1
osd pool default pgp num = 1
osd pool default pg autoscale mode = off
osd crush chooseleaf type = 0
mon allow pool size one = true
mon data avail crit = 1
# Every step of the boot waits for the monitor to agree with itself; by default that takes a second.
paxos propose interval = 0.02
paxos min wait = 0.01
[mon.a]
host = localhost
mon data = $PWD/mon
[mgr]
mgr data = $PWD/mgr
mgr initial modules =
[osd.0]
osd data = $PWD/osd
[client.rgw.a]
rgw frontends = beast endpoint=127.0.0.1:$RADOSGW_PORT
rgw enable usage log = false
rgw run sync thread = false
# Deleted objects give their memory back at once, not after two hours.
rgw gc obj min wait = 1
rgw gc processor period = 1
CONF

# The daemons die with this shell, even when it is killed outright.
daemon() {
  setpriv --pdeathsig KILL -- "$@" > "$1.out" 2>&1 < /dev/null &
  daemons="$daemons $!"
}
quietly() { "$@" > last.out 2>&1 || { cat last.out >&2; exit 1; }; }

quietly monmaptool --create --fsid "$fsid" --addv a "[v2:127.0.0.1:$RADOSGW_MON_PORT]" monmap
quietly ceph-authtool --create-keyring keyring --gen-key -n mon. --cap mon 'allow *'
for entity in client.admin client.rgw.a mgr.x osd.0; do
  quietly ceph-authtool keyring --gen-key -n $entity --cap mon 'allow *' --cap osd 'allow *' --cap mgr 'allow *'
done
quietly ceph-mon -c ceph.conf --mkfs -i a --monmap monmap --keyring keyring
daemon ceph-mon -c ceph.conf -i a -f
quietly timeout 30 ceph -c ceph.conf osd new "$osd_id" 0
quietly ceph-osd -c ceph.conf -i 0 --mkfs --osd-uuid "$osd_id"
daemon ceph-osd -c ceph.conf -i 0 -f
daemon ceph-mgr -c ceph.conf -i x -f
quietly timeout 30 ceph -c ceph.conf osd crush add osd.0 1 root=default host=localhost
gateway() {
  daemon radosgw -c ceph.conf -n client.rgw.a -f
  echo $! > radosgw.pid
}
gateway
quietly timeout 60 radosgw-admin -c ceph.conf user create --uid=kinora --display-name=kinora \
  --access-key="$RADOSGW_ACCESS_KEY_ID" --secret-key="$RADOSGW_SECRET_ACCESS_KEY"
echo ready
# Killed alone, the gateway comes back as under a service manager; what it acknowledged lies with the OSD.
while :; do
  wait "$(cat radosgw.pid)" || :
  daemons=${daemons% *}
  sleep 0.2
  gateway
done
