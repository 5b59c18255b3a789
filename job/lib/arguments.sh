#!/usr/bin/env bash
# Checks of what was typed. Sourced by job/submit.sh.

is_command() {
  case "$1" in
    distill | predict | evaluate | sweep | report | audit | lemma | doctor | store) return 0 ;;
    *) return 1 ;;
  esac
}

# takes_folder [COMMAND]: whether it works on a finished run, which its folder may name.
takes_folder() {
  case "${1-}" in
    audit | lemma | report) return 0 ;;
    *) return 1 ;;
  esac
}

is_help() {
  [[ $1 == --help || $1 == -h ]]
}

# asks_for_help ARGUMENT...: whether one of them asks for a text and no run.
asks_for_help() {
  local argument
  for argument; do
    case $argument in -h | --help | --keys) return 0 ;; esac
  done
  return 1
}

# needs_no_run_file COMMAND ARGUMENT: doctor and store work without one; what they are given, they check.
needs_no_run_file() {
  [[ $1 == doctor || $1 == store ]] && [[ -z $2 || $2 == -* || $2 == *=* ]]
}

# check_run_file PATH: a misspelt path is told here, before minutes of building.
# Addresses (s3a:, hdfs:, file:) are left to the job.
check_run_file() {
  local expected="expected a readable file, as conf/runs/quickstart.conf"
  [[ -n $1 ]] || refuse "no run file is given; $expected"
  [[ $1 != -* ]] || refuse "unknown option $1; expected a run file or --help"
  # A word alone may be a command that is misspelt.
  if [[ $1 =~ ^[a-z-]+$ && ! -e $1 ]]; then
    refuse "\"$1\" is neither a command, as distill or predict, nor a file in $PWD; $expected"
  fi
  [[ $1 =~ ^[a-z0-9]+: || (-f $1 && -r $1) ]] ||
    refuse "cannot read the run file \"$1\" in $PWD; $expected"
}

# check_run_folder PATH: as check_run_file, for the folder of a finished run.
check_run_folder() {
  [[ $1 =~ ^[a-z0-9]+: || -d $1 ]] ||
    refuse "cannot read the run folder \"$1\" in $PWD; expected the folder of a finished run, or its run file, which ends in .conf"
}
