# What virtual_machine.sh runs in there, as root: sh in_the_machine.sh FOLDER
cd "$1"
python=.venv/bin/python
failed=0
as_instructor() {
    echo "\$ $*"
    runuser -u instructor -- env XDG_RUNTIME_DIR="/run/user/$(id -u instructor)" PYTHONDONTWRITEBYTECODE=1 "$@"
}
must() { as_instructor "$@" || { echo "This should have gone well."; failed=1; }; }
says() {  # WORDS COMMAND...: it says them, all
    words=$1
    shift
    said=$(as_instructor "$@" 2>/dev/null)
    echo "$said"
    case $said in *$words*) ;; *) echo "It should have said: $words"; failed=1;; esac
}
loginctl enable-linger instructor
until as_instructor systemctl --user is-system-running 2>/dev/null | grep -qxE "running|degraded"; do sleep 1; done
uname -r; cat /etc/debian_version; mount -t cgroup,cgroup2; cat /sys/kernel/security/lsm; echo

must $python -m autograder doctor
delegated="systemd-run --user --pipe --wait --quiet --same-dir -p Delegate=yes -p DelegateSubgroup=grader"
says "counted by a control group" $delegated $python -m autograder doctor
must $delegated $python -m autograder doctor

sysctl user.max_user_namespaces=0
says "no user namespaces at all*sysctl -w user.max_user_namespaces" $python -m autograder doctor
sysctl user.max_user_namespaces=10000
echo "As in Ubuntu 25.04:"
apparmor_parser --replace /usr/share/apparmor/extra-profiles/bwrap-userns-restrict
says "lets bwrap start*sudo sh " $python -m autograder doctor
must sudo sh autograder/walls/apparmor.sh
must $python -m autograder doctor
if [ -e /proc/sys/kernel/apparmor_restrict_unprivileged_userns ]; then
    echo "As in Ubuntu 24.04:"
    rm -r /usr/local/libexec/distillation-lab
    apparmor_parser --remove /usr/share/apparmor/extra-profiles/bwrap-userns-restrict
    sysctl kernel.apparmor_restrict_unprivileged_userns=1
    says "none says so of bwrap*sudo sh " $python -m autograder doctor
    must sudo sh autograder/walls/apparmor.sh
    must $python -m autograder doctor
fi
must $delegated $python -m autograder grade build/virtual_machine/submissions --out /home/instructor/grades --jobs 1 --timeout 3000
cat /home/instructor/grades/grades.csv
[ $failed = 1 ] || echo "all is well"
