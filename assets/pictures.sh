#!/usr/bin/env bash
# Makes README's pictures anew from real frames of the program: assets/pictures.sh
#
# examples/picture.rs runs `rolecall` in a pseudo-terminal, presses the keys and draws the screen at rest. Each run has
# a fresh record, so a picture shows what a newcomer gets with these keys. The numbers of `scale.svg` are measured on
# the machine that runs this, and `review.svg` shows its day; the others come out the same everywhere.
set -euo pipefail
cd "$(dirname "$0")/.."
cargo build --locked --bins --examples

# picture NAME KEYS [ARGUMENT]...: what `rolecall ARGUMENT...` shows after KEYS.
picture() {
    local name=$1 keys=$2
    shift 2
    echo "assets/$name.svg"
    cargo run --quiet --locked --example picture -- "assets/$name.svg" 120x40 "$keys" "$@"
}

picture home      ''                              # the map of lessons
picture why       '1→→→→→→'          learn iam-roles # twelve hours after the leak
picture learn     '2→→'              learn iam-roles # the third word of the field, explained
picture visualize '→→→→'             learn iam-roles # step 4: S3 decides
picture deep      '→→→→4⇥⇥⇥'         learn iam-roles # step 4: the evaluation as a tree
picture try       '5↓↓⏎arn:aws:iam::111122223333:root⏎' learn iam-roles # a blank filled, and judged
picture challenge '6⏎'               learn iam-roles # a broken set-up, one of two goals met
picture project   '7⏎'               learn iam-roles # part 1 of 4, with what is missing
picture review    '8nurvfurveuwur⎋'   learn iam-roles # the overview, after six cards
picture scale     '9'                learn iam-roles # four charts, the last one measured
picture matrix    'wjj⏎mn'           learn iam-roles # who may do what when the bucket denies
