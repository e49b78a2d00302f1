#!/usr/bin/env python3
"""Finds calls of swift_release and its kin whose argument is left to chance, in x86-64 programs.

    tools/check-releases.py PROGRAM...

Swift 6.3.1 once released an undefined pointer in optimized code: two calls in a row, the second without an argument. Nothing in
the source is wrong then, and neither debug builds nor the address sanitizer, which are not optimized, show it. A call clobbers
the register of the first argument, so between one call and the next that takes an argument the register has to be written;
where a jump may arrive, it may have been. Prints each place and exits with 1 if there is one.
"""
import re
import subprocess
import sys

COUNTING = re.compile(r"<swift_(release|retain|bridgeObjectRelease|bridgeObjectRetain)(_n)?(@plt)?>")
JUMP = re.compile(r"\sj\w+\s+([0-9a-f]+) <")
HEAD = re.compile(r"^[0-9a-f]+ <(.*)>:")
LINE = re.compile(r"^\s+([0-9a-f]+):\s+(\S+)\s*(.*)")
ARGUMENT = re.compile(r"%(rdi|edi|di|dil)$")


def places(program):
    text = subprocess.run(["objdump", "-d", "--no-show-raw-insn", program], capture_output=True, text=True, check=True).stdout
    lines = text.split("\n")
    targets = {match.group(1) for match in map(JUMP.search, lines) if match}
    function, is_written = "", True
    for line in lines:
        head = HEAD.match(line)
        if head:
            function, is_written = head.group(1), True
            continue
        parts = LINE.match(line)
        if not parts:
            continue
        address, operation, operands = parts.groups()
        if address in targets:
            is_written = True
        if operation.startswith("call"):
            if COUNTING.search(operands) and not is_written:
                yield function, address
            is_written = False
        elif operation.startswith(("jmp", "ret")):
            is_written = True
        elif ARGUMENT.search(operands.split("#")[0].strip()):
            is_written = True


found = 0
for program in sys.argv[1:]:
    for function, address in places(program):
        found += 1
        print(f"{program}: {function} at {address}: a release without an argument")
print(f"{len(sys.argv) - 1} programs, {found} releases without an argument")
sys.exit(1 if found else 0)
