"""Verifies a TDX quote with dcap-qvl and with Assay in turns: dcap-qvl.py QUOTE COLLATERAL SECONDS ROUNDS LOOP…

LOOP is a command that verifies as often as each line of its input says and prints the seconds of each. Prints Assay's
rate, that of dcap-qvl, their ratio, and the least and the most of Assay's.
"""

import statistics
import subprocess
import sys
import time

import dcap_qvl

quote_path, collateral_path, seconds, rounds, *command = sys.argv[1:]
quote = open(quote_path, "rb").read()
collateral = dcap_qvl.QuoteCollateralV3.from_json(open(collateral_path).read())
loop = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def own(count):
    loop.stdin.write(f"{count}\n")
    loop.stdin.flush()
    return float(loop.stdout.readline())


def other(count):
    began = time.process_time()
    for _ in range(count):
        dcap_qvl.verify(quote, collateral, int(seconds))
    return time.process_time() - began


if dcap_qvl.verify(quote, collateral, int(seconds)).status != "UpToDate":
    sys.exit("dcap-qvl does not verify the quote")
count = max(1, int(0.1 / (own(20) / 20 + other(20) / 20)))
pairs = [(own(count), other(count)) for _ in range(int(rounds))]
rates = [count / pair[0] for pair in pairs]
print(
    statistics.median(rates),
    statistics.median(count / pair[1] for pair in pairs),
    statistics.median(pair[1] / pair[0] for pair in pairs),
    min(rates),
    max(rates),
)
loop.stdin.close()
loop.wait()
