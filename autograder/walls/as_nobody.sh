# For a grader that runs as root: `as_nobody.sh STAGE FOLDER... -- COMMAND` runs COMMAND as the user nobody, who finds each FOLDER
# as STAGE/0, STAGE/1, ... even where the way to it is closed to him. Nobody else sees STAGE filled.
set -e
stage=$1
shift
mount --make-rprivate /
mount -t tmpfs -o mode=755 none "$stage"
number=0
while [ "$1" != -- ]; do
    mkdir "$stage/$number"
    mount --rbind "$1" "$stage/$number"
    number=$((number + 1))
    shift
done
shift
exec setpriv --reuid=65534 --regid=65534 --clear-groups --inh-caps=-all -- "$@"
