#!/bin/sh
# A machine with a recent kernel, cgroup v2 alone, systemd and AppArmor, on which an ordinary user grades a class. By hand, as root:
#     apt-get install mmdebstrap qemu-system-x86 e2fsprogs && sh tests/walls/virtual_machine.sh
# Made of Debian 13's packages, it shares this folder and the .venv's Python (not Debian's own) with us, read-only. It is
# emulated, and takes some two hours. It says what is said in there, and ends with 0 where all went well.
set -eu
root=$(cd "$(dirname "$0")/../.." && pwd)
here=$root/build/virtual_machine
python=$("$root/.venv/bin/python" -c 'import os, sys; print(os.path.realpath(sys.base_prefix))')
[ "$python" != /usr ] || { echo "The .venv has to be made with a Python in a folder of its own, such as pyenv's."; exit 2; }
packages=systemd-sysv,libpam-systemd,dbus-user-session,linux-image-amd64,bubblewrap,libseccomp2,apparmor,apparmor-profiles,procps,sudo
packages=$packages,libssl3t64,libffi8,libsqlite3-0,libreadline8t64,libbz2-1.0,liblzma5,zlib1g,libncursesw6,libgomp1,libexpat1

mkdir -p "$here/submissions"
[ -d "$here/machine" ] || { mmdebstrap --variant=minbase --include="$packages" trixie "$here/new" && mv "$here/new" "$here/machine"; }
PYTHONPATH=$root "$root/.venv/bin/python" "$root/tests/helpers/small_class.py" "$here/submissions"

machine=$here/machine
mkdir -p "$machine$root" "$machine$python"
chmod 755 "$machine/root"
echo "instructor ALL=(ALL) NOPASSWD: ALL" > "$machine/etc/sudoers.d/instructor"
printf '%s\n' "lab $root 9p trans=virtio,ro,msize=1048576,cache=loose 0 0" "python $python 9p trans=virtio,ro,msize=1048576,cache=loose 0 0" \
    > "$machine/etc/fstab"
grep -q ^instructor: "$machine/etc/passwd" || chroot "$machine" useradd --create-home --shell /bin/sh instructor
cp "$root/tests/walls/in_the_machine.sh" "$machine/trial.sh"
cat > "$machine/etc/systemd/system/trial.service" <<END
[Unit]
After=multi-user.target apparmor.service
[Service]
Type=oneshot
ExecStart=/bin/sh /trial.sh $root
ExecStopPost=/bin/systemctl poweroff --force
StandardOutput=tty
StandardError=tty
TTYPath=/dev/ttyS0
END
mkdir -p "$machine/etc/systemd/system/default.target.wants"
ln -sf ../trial.service "$machine/etc/systemd/system/default.target.wants/"
rm -f "$here/disk"
truncate -s 4G "$here/disk"
mke2fs -q -t ext4 -d "$machine" "$here/disk"

share() { printf '%s' "-virtfs local,path=$2,mount_tag=$1,security_model=none,readonly=on"; }
qemu-system-x86_64 -machine q35 -accel tcg,thread=multi,tb-size=1024 -cpu Nehalem -smp 2 -m 6G -display none -no-reboot -nic none \
    -serial stdio -monitor none -kernel "$machine/vmlinuz" -initrd "$machine/initrd.img" \
    -append "root=/dev/vda rw console=ttyS0 quiet systemd.show_status=false systemd.getty_auto=no apparmor=1 security=apparmor" \
    -drive "file=$here/disk,format=raw,if=virtio" $(share lab "$root") $(share python "$python") | tee "$here/said"
grep -q '^all is well' "$here/said"
