import sys

from packaging.version import InvalidVersion, Version

for line in sys.stdin:
    try:
        a, b = map(Version, line.split())
        print("<" if a < b else ">" if a > b else "=")
    except InvalidVersion:
        print("!")
