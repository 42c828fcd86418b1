"""tests/support/terminal.py - runs a command on a terminal of some width, prints its lines

    terminal.py COLUMNS COMMAND...

What is written over what was there is a line of its own.
"""
import fcntl
import os
import pty
import re
import struct
import sys
import termios

pid, terminal = pty.fork()
if pid == 0:
    fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", 24, int(sys.argv[1]), 0, 0))
    os.environ["TERM"] = "xterm"
    os.execvp(sys.argv[2], sys.argv[2:])
text = b""
while True:
    try:
        part = os.read(terminal, 65536)
    except OSError:
        break
    if not part:
        break
    text += part
status = os.waitpid(pid, 0)[1]
for line in re.split(r"\r\x1b\[K|\r?\n", text.decode()):
    print(line)
sys.exit(os.waitstatus_to_exitcode(status))
